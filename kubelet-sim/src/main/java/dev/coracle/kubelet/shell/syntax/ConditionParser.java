// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import dev.coracle.kubelet.shell.syntax.Lexer.Kind;
import dev.coracle.kubelet.shell.syntax.Lexer.Token;

/** Reads the inside of {@code [[ ]]}, whose words are neither split nor globbed. */
final class ConditionParser {

  private final Lexer lexer;
  private Token token;

  ConditionParser(Lexer lexer) {
    this.lexer = lexer;
    this.token = lexer.next();
  }

  /** Reads up to and with the closing brackets. */
  Condition parse() {
    Condition condition = or();
    if (!token.is(Kind.WORD, "]]")) {
      throw new ShellSyntaxException("unexpected \"" + token.text() + "\" (expecting \"]]\")");
    }
    return condition;
  }

  private Condition or() {
    Condition left = and();
    while (token.is(Kind.OPERATOR, "||")) {
      advance();
      left = new Condition.Or(left, and());
    }
    return left;
  }

  private Condition and() {
    Condition left = not();
    while (token.is(Kind.OPERATOR, "&&")) {
      advance();
      left = new Condition.And(left, not());
    }
    return left;
  }

  private Condition not() {
    if (token.is(Kind.WORD, "!")) {
      advance();
      return new Condition.Not(not());
    }
    if (token.is(Kind.OPERATOR, "(")) {
      advance();
      Condition inner = or();
      advance();
      return inner;
    }
    return primary();
  }

  private Condition primary() {
    Token first = word();
    if (first.text().matches("-[a-zA-Z]")
        && token.kind() == Kind.WORD
        && !token.text().equals("]]")) {
      return new Condition.Unary(first.text(), word().word());
    }
    String operator = token.text();
    if (operator.equals("=~")) {
      Word regex = lexer.regex();
      advance();
      return new Condition.Binary(first.word(), operator, regex);
    }
    boolean compares =
        token.kind() == Kind.OPERATOR
            ? operator.equals("<") || operator.equals(">")
            : operator.matches("=|==|!=|-[a-z][a-z]");
    if (!compares) {
      return new Condition.Unary("-n", first.word());
    }
    advance();
    return new Condition.Binary(first.word(), operator, word().word());
  }

  private Token word() {
    if (token.kind() != Kind.WORD && token.kind() != Kind.IO_NUMBER) {
      throw new ShellSyntaxException("unexpected \"" + token.text() + "\" (expecting \"]]\")");
    }
    Token word = token;
    advance();
    return word;
  }

  private void advance() {
    do {
      token = lexer.next();
    } while (token.kind() == Kind.NEWLINE);
  }
}
