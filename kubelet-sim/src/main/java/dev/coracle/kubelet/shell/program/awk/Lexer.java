// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the text of a program into words. */
final class Lexer {

  private static final Set<String> KEYWORDS =
      Set.of(
          "BEGIN",
          "END",
          "function",
          "func",
          "if",
          "else",
          "while",
          "for",
          "do",
          "break",
          "continue",
          "next",
          "nextfile",
          "exit",
          "return",
          "delete",
          "in",
          "getline",
          "print",
          "printf");
  private static final Pattern BLANK = Pattern.compile("(?:[ \t\r]|\\\\\r?\n|#[^\n]*)+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern PUNCTUATION =
      Pattern.compile(
          "\\*\\*=|&&|\\|\\||\\+\\+|--|\\+=|-=|\\*=|/=|%=|\\^=|\\*\\*|==|<=|>=|!=|!~|>>"
              + "|[-{}()\\[\\];,+*/%^!><|?:~$=]");

  private final String name;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private Lexer(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /** The words of a program, the last of which is the end. */
  static List<Token> tokens(String name, String text) {
    var lexer = new Lexer(name, text);
    while (lexer.next()) {
      // It adds to the tokens.
    }
    return lexer.tokens;
  }

  private boolean next() {
    Matcher blank = matcher(BLANK);
    if (blank.lookingAt()) {
      move(blank.group());
    }
    if (at >= text.length()) {
      add(Kind.NEWLINE, "\n");
      add(Kind.END, "");
      return false;
    }
    char c = text.charAt(at);
    if (c == '\n') {
      add(Kind.NEWLINE, "\n");
      move("\n");
    } else if (c == '"') {
      string();
    } else if (c == '/' && !followsOperand()) {
      regex();
    } else {
      word();
    }
    return true;
  }

  private void word() {
    Matcher word = matcher(NAME);
    if (word.lookingAt()) {
      String found = word.group();
      boolean callable = text.startsWith("(", word.end());
      Kind kind =
          KEYWORDS.contains(found)
              ? Kind.KEYWORD
              : BuiltIns.contains(found) ? Kind.BUILT_IN : Kind.NAME;
      tokens.add(new Token(kind, found.equals("func") ? "function" : found, line, callable));
      move(found);
      return;
    }
    Matcher number = matcher(NUMBER);
    if (number.lookingAt()) {
      add(Kind.NUMBER, number.group());
      move(number.group());
      return;
    }
    Matcher punctuation = matcher(PUNCTUATION);
    if (!punctuation.lookingAt()) {
      throw new AwkException(name, line, "Unexpected token");
    }
    String found = punctuation.group();
    add(Kind.PUNCTUATION, found.replace("**", "^"));
    move(found);
  }

  /** After an operand a slash divides. */
  private boolean followsOperand() {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return switch (last.kind()) {
      case NUMBER, STRING, NAME, BUILT_IN -> true;
      case PUNCTUATION -> Set.of(")", "]", "$", "++", "--").contains(last.text());
      default -> false;
    };
  }

  private void string() {
    var out = new StringBuilder();
    int start = line;
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '\n') {
        throw new AwkException(name, start, "Unexpected end of string");
      }
      if (c != '\\') {
        out.append(c);
        at++;
        continue;
      }
      if (text.startsWith("\n", at + 1)) {
        line++;
        at += 2;
        continue;
      }
      at = EscapedText.one(text, at, out);
    }
    if (at >= text.length()) {
      throw new AwkException(name, start, "Unexpected end of string");
    }
    at++;
    tokens.add(new Token(Kind.STRING, out.toString(), start, false));
  }

  private void regex() {
    int start = ++at;
    boolean inBrackets = false;
    while (at < text.length() && (inBrackets || text.charAt(at) != '/')) {
      char c = text.charAt(at);
      if (c == '\n') {
        break;
      }
      if (c == '[' && !inBrackets) {
        inBrackets = closes(at);
        at += text.startsWith("^]", at + 1) ? 2 : text.startsWith("]", at + 1) ? 1 : 0;
      } else if (c == '[' && text.startsWith(":", at + 1) && text.indexOf(":]", at) > 0) {
        at = text.indexOf(":]", at) + 1;
      } else if (c == ']') {
        inBrackets = false;
      }
      at += c == '\\' ? 2 : 1;
    }
    if (at >= text.length() || text.charAt(at) != '/') {
      throw new AwkException(name, line, "Unexpected end of string");
    }
    add(Kind.REGEX, unescaped(text.substring(start, at)));
    at++;
  }

  /** Escapes that stand for a character become it; the others are for the regular expression. */
  private static String unescaped(String regex) {
    var out = new StringBuilder();
    int i = 0;
    while (i < regex.length()) {
      boolean escape = regex.charAt(i) == '\\' && i + 1 < regex.length();
      if (escape && "/\"afnrtv".indexOf(regex.charAt(i + 1)) >= 0) {
        i = EscapedText.one(regex, i, out);
      } else {
        out.append(regex, i, i + (escape ? 2 : 1));
        i += escape ? 2 : 1;
      }
    }
    return out.toString();
  }

  /** Whether a bracket that opens here is closed on its line; else it is a character. */
  private boolean closes(int bracket) {
    int close = text.indexOf(']', bracket + 2);
    int end = text.indexOf('\n', bracket);
    return close > 0 && (end < 0 || close < end);
  }

  private Matcher matcher(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length());
  }

  private void add(Kind kind, String word) {
    tokens.add(new Token(kind, word, line, false));
  }

  private void move(String passed) {
    at += passed.length();
    line += (int) passed.chars().filter(c -> c == '\n').count();
  }
}
