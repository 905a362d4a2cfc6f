// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import java.util.ArrayList;
import java.util.List;

/** Reads words: quotes, escapes and everything that begins with a dollar sign. */
final class WordReader {

  private static final String META = " \t\r\n;&|<>()";

  private final String text;
  private int position;

  WordReader(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  Word read(int start) {
    position = start;
    return readUntil(META);
  }

  Word readUntilBlank(int start) {
    position = start;
    return readUntil(" \t\r\n");
  }

  /** The text of a here-document or an arithmetic expression: expanded, but one piece. */
  Word quotedText(String content) {
    var parts = new ArrayList<Word.Part>();
    new WordReader(content).readQuoted(parts, false);
    return new Word(parts);
  }

  /** Where the {@code ))} stands that closes an expression beginning at start; -1 for nowhere. */
  int arithmeticEnd(int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == ')') {
        return text.startsWith("))", i) ? i : -1;
      }
    }
    return -1;
  }

  private Word readUntil(String stops) {
    var parts = new ArrayList<Word.Part>();
    var plain = new StringBuilder();
    while (position < text.length() && stops.indexOf(text.charAt(position)) < 0) {
      char c = text.charAt(position);
      switch (c) {
        case '\'' -> {
          flush(plain, parts, false);
          parts.add(new Word.Literal(singleQuoted(), true));
        }
        case '"' -> {
          flush(plain, parts, false);
          doubleQuoted(parts);
        }
        case '\\' -> escape(plain, parts);
        case '$', '`' -> {
          flush(plain, parts, false);
          expansion(parts, false);
        }
        default -> {
          plain.append(c);
          position++;
        }
      }
    }
    flush(plain, parts, false);
    return new Word(parts);
  }

  private void escape(StringBuilder plain, List<Word.Part> parts) {
    if (position + 1 >= text.length()) {
      plain.append('\\');
      position++;
      return;
    }
    char next = text.charAt(position + 1);
    position += 2;
    if (next != '\n') {
      flush(plain, parts, false);
      parts.add(new Word.Literal(String.valueOf(next), true));
    }
  }

  private String singleQuoted() {
    int end = text.indexOf('\'', position + 1);
    if (end < 0) {
      throw new ShellSyntaxException("unterminated quoted string", true);
    }
    String content = text.substring(position + 1, end);
    position = end + 1;
    return content;
  }

  private void doubleQuoted(List<Word.Part> parts) {
    position++;
    int before = parts.size();
    readQuoted(parts, true);
    if (parts.size() == before) {
      parts.add(new Word.Literal("", true));
    }
  }

  private void readQuoted(List<Word.Part> parts, boolean untilQuote) {
    var plain = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '"' && untilQuote) {
        position++;
        flush(plain, parts, true);
        return;
      }
      if (c == '\\' && position + 1 < text.length()) {
        escapeInQuotes(plain, untilQuote);
      } else if (c == '$' || c == '`') {
        flush(plain, parts, true);
        expansion(parts, true);
      } else {
        plain.append(c);
        position++;
      }
    }
    if (untilQuote) {
      throw new ShellSyntaxException("unterminated quoted string", true);
    }
    flush(plain, parts, true);
  }

  private void escapeInQuotes(StringBuilder plain, boolean inQuotes) {
    char next = text.charAt(position + 1);
    boolean special = "$`\\".indexOf(next) >= 0 || (next == '"' && inQuotes);
    if (special) {
      plain.append(next);
    } else if (next != '\n') {
      plain.append('\\').append(next);
    }
    position += 2;
  }

  private void expansion(List<Word.Part> parts, boolean quoted) {
    if (text.charAt(position) == '`') {
      parts.add(new Word.Substitution(ShellParser.parse(backquoted(quoted)), quoted));
      return;
    }
    char next = position + 1 < text.length() ? text.charAt(position + 1) : ' ';
    if (next == '(') {
      parenthesis(parts, quoted);
    } else if (next == '{') {
      braces(parts, quoted);
    } else if (next == '\'' && !quoted) {
      position++;
      parts.add(new Word.Literal(Escapes.expand(ansiQuoted(), true), true));
    } else {
      name(parts, quoted);
    }
  }

  private String ansiQuoted() {
    var content = new StringBuilder();
    for (position++; position < text.length() && text.charAt(position) != '\''; position++) {
      content.append(text.charAt(position));
      if (text.charAt(position) == '\\' && position + 1 < text.length()) {
        content.append(text.charAt(++position));
      }
    }
    position++;
    return content.toString();
  }

  private String backquoted(boolean quoted) {
    var script = new StringBuilder();
    for (position++; position < text.length() && text.charAt(position) != '`'; position++) {
      char c = text.charAt(position);
      char next = position + 1 < text.length() ? text.charAt(position + 1) : ' ';
      if (c == '\\' && ("$`\\".indexOf(next) >= 0 || (quoted && next == '"'))) {
        position++;
        c = next;
      }
      script.append(c);
    }
    if (position >= text.length()) {
      throw new ShellSyntaxException("EOF in backquote substitution", true);
    }
    position++;
    return script.toString();
  }

  private void parenthesis(List<Word.Part> parts, boolean quoted) {
    if (text.startsWith("$((", position)) {
      int end = arithmeticEnd(position + 3);
      if (end >= 0) {
        parts.add(new Word.Arithmetic(quotedText(text.substring(position + 3, end)), quoted));
        position = end + 2;
        return;
      }
    }
    var parser = new ShellParser(new Lexer(text, position + 2));
    parts.add(new Word.Substitution(parser.untilParenthesis(), quoted));
    position = parser.position();
  }

  private void name(List<Word.Part> parts, boolean quoted) {
    int start = position + 1;
    int end = start;
    while (end < text.length() && Names.isPart(text.charAt(end), end == start)) {
      end++;
    }
    if (end == start && end < text.length() && "?#@*$!-0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    position = Math.max(end, start);
    parts.add(
        end == start
            ? new Word.Literal("$", quoted)
            : parameter(text.substring(start, end), "", Word.EMPTY, quoted));
  }

  private void braces(List<Word.Part> parts, boolean quoted) {
    position += 2;
    boolean length =
        peek() == '#' && position + 1 < text.length() && text.charAt(position + 1) != '}';
    if (length) {
      position++;
    }
    int start = position;
    while (position < text.length() && Names.isPart(peek(), false)) {
      position++;
    }
    if (position == start) {
      position++;
    }
    String name = text.substring(start, Math.min(position, text.length()));
    String operator = length ? "length" : operator();
    boolean replaces = operator.startsWith("/");
    Word argument = readUntil(replaces ? "/}" : "}");
    Word replacement = Word.EMPTY;
    if (replaces && peek() == '/') {
      position++;
      replacement = readUntil("}");
    }
    if (position >= text.length()) {
      throw new ShellSyntaxException("missing '}'", true);
    }
    position++;
    parts.add(new Word.Parameter(name, operator, argument, replacement, quoted));
  }

  private String operator() {
    for (String candidate :
        List.of(
            ":-", ":=", ":?", ":+", "%%", "##", "//", "^^", ",,", "-", "=", "?", "+", "%", "#", "/",
            "^", ",", ":")) {
      if (text.startsWith(candidate, position)) {
        position += candidate.length();
        return candidate;
      }
    }
    if (position >= text.length()) {
      throw new ShellSyntaxException("missing '}'", true);
    }
    if (peek() != '}') {
      throw new ShellSyntaxException("bad substitution");
    }
    return "";
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private static Word.Parameter parameter(
      String name, String operator, Word argument, boolean quoted) {
    return new Word.Parameter(name, operator, argument, Word.EMPTY, quoted);
  }

  private static void flush(StringBuilder plain, List<Word.Part> parts, boolean quoted) {
    if (!plain.isEmpty()) {
      parts.add(new Word.Literal(plain.toString(), quoted));
      plain.setLength(0);
    }
  }
}
