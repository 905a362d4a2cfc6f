// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a script, read one at a time. */
final class Lexer {

  enum Kind {
    WORD,
    OPERATOR,
    IO_NUMBER,
    NEWLINE,
    END
  }

  /** A token, with the text as it is written. */
  record Token(Kind kind, String text, Word word) {
    boolean is(Kind wanted, String wantedText) {
      return kind == wanted && text.equals(wantedText);
    }
  }

  private static final List<String> OPERATORS =
      List.of(
          "&>>", "<<-", "<<<", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "&>", ";", "&",
          "|", "(", ")", "<", ">");

  private final String text;
  private final WordReader words;
  private final List<HereDocument> pending = new ArrayList<>();
  private int position;
  private boolean wantsMore;

  private record HereDocument(Redirect redirect, String delimiter, boolean quoted, boolean tabs) {}

  Lexer(String text, int position) {
    this.text = text;
    this.position = position;
    this.words = new WordReader(text);
  }

  int position() {
    return position;
  }

  /** Whether the text has ended within a here-document or after a joined line. */
  boolean wantsMore() {
    return wantsMore;
  }

  int line() {
    return 1
        + (int) text.substring(0, Math.min(position, text.length())).lines().count()
        - (position > 0 && text.charAt(Math.min(position, text.length()) - 1) != '\n' ? 1 : 0);
  }

  Token next() {
    skipBlanks();
    if (position >= text.length()) {
      readHereDocuments();
      return new Token(Kind.END, "", Word.EMPTY);
    }
    if (text.charAt(position) == '\n') {
      position++;
      readHereDocuments();
      return new Token(Kind.NEWLINE, "\n", Word.EMPTY);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, position)) {
        position += operator.length();
        return new Token(Kind.OPERATOR, operator, Word.EMPTY);
      }
    }
    return word();
  }

  /** The rest of the line up to a blank, for the right side of {@code =~}. */
  Word regex() {
    skipBlanks();
    Word word = words.readUntilBlank(position);
    position = words.position();
    return word;
  }

  /** Reads {@code ((expression))} after its first parenthesis, if that is what stands here. */
  boolean startsArithmetic() {
    return position < text.length()
        && text.charAt(position) == '('
        && words.arithmeticEnd(position + 1) >= 0;
  }

  Word arithmetic() {
    int end = words.arithmeticEnd(position + 1);
    Word expression = words.quotedText(text.substring(position + 1, end));
    position = end + 2;
    return expression;
  }

  /** Remembers a here-document whose text begins after this line. */
  void expect(Redirect redirect, Token delimiter) {
    String raw = delimiter.text();
    String plain = raw.replaceAll("[\"'\\\\]", "");
    pending.add(
        new HereDocument(redirect, plain, !plain.equals(raw), redirect.operator().equals("<<-")));
  }

  private Token word() {
    int start = position;
    Word word = words.read(position);
    position = words.position();
    String raw = text.substring(start, position);
    boolean redirects =
        position < text.length() && (text.charAt(position) == '<' || text.charAt(position) == '>');
    boolean number = raw.length() == 1 && Character.isDigit(raw.charAt(0));
    return new Token(number && redirects ? Kind.IO_NUMBER : Kind.WORD, raw, word);
  }

  private void skipBlanks() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\\' && text.startsWith("\n", position + 1)) {
        position += 2;
        wantsMore = position >= text.length();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        position++;
      } else if (c == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  private void readHereDocuments() {
    for (HereDocument document : pending) {
      var body = new StringBuilder();
      wantsMore = true;
      while (position < text.length()) {
        int end = text.indexOf('\n', position);
        String line = text.substring(position, end < 0 ? text.length() : end);
        position = end < 0 ? text.length() : end + 1;
        String shown = document.tabs() ? line.replaceFirst("^\t+", "") : line;
        if (shown.equals(document.delimiter())) {
          wantsMore = false;
          break;
        }
        body.append(shown).append('\n');
      }
      String content = body.toString();
      document
          .redirect()
          .resolve(document.quoted() ? Word.quoted(content) : words.quotedText(content));
    }
    pending.clear();
  }
}
