// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Token.Kind;
import java.util.List;

/** The words of a program, and which of them is the next. */
final class Tokens {

  private final String program;
  private final List<Token> all;
  private int at;

  Tokens(String program, List<Token> all) {
    this.program = program;
    this.all = List.copyOf(all);
  }

  /** The next word; the last one stays. */
  Token take() {
    Token token = all.get(at);
    at = Math.min(at + 1, all.size() - 1);
    return token;
  }

  Token peek() {
    return all.get(at);
  }

  Token peekSecond() {
    return all.get(Math.min(at + 1, all.size() - 1));
  }

  Kind kind() {
    return peek().kind();
  }

  int line() {
    return peek().line();
  }

  boolean is(String word) {
    return peek().is(word);
  }

  boolean accept(String word) {
    boolean found = is(word);
    if (found) {
      take();
    }
    return found;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw unexpected();
    }
  }

  String name() {
    if (kind() != Kind.NAME) {
      throw unexpected();
    }
    return take().text();
  }

  boolean atEnd() {
    return kind() == Kind.END;
  }

  boolean atTerminator() {
    return kind() == Kind.NEWLINE || is(";") || is("}") || is(")") || atEnd();
  }

  void expectTerminator() {
    if (kind() == Kind.NEWLINE || is(";")) {
      take();
    } else if (!is("}")) {
      throw unexpected();
    }
  }

  void skipNewlines() {
    while (kind() == Kind.NEWLINE) {
      take();
    }
  }

  void skipTerminators() {
    while (kind() == Kind.NEWLINE || is(";")) {
      take();
    }
  }

  int position() {
    return at;
  }

  void back(int position) {
    at = position;
  }

  AwkException unexpected() {
    return errorAt(line(), "Unexpected token");
  }

  AwkException errorAt(int line, String message) {
    return new AwkException(program, line, message);
  }
}
