// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Names;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.util.List;

/** Evaluates what stands inside {@code $(( ))}. */
final class ArithmeticEvaluator {

  private static final List<List<String>> LEVELS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"));
  private static final List<String> ASSIGNMENTS =
      List.of("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^=");
  private static final List<String> TOKENS =
      List.of(
          "<<=", ">>=", "**", "++", "--", "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "+=",
          "-=", "*=", "/=", "%=", "&=", "|=", "^=");

  private final String text;
  private final ShellState state;
  private int position;
  // Above 0 the value is not wanted: nothing is assigned, nothing is divided by zero.
  private int skipping;

  private ArithmeticEvaluator(String text, ShellState state) {
    this.text = text;
    this.state = state;
  }

  static long evaluate(String expression, ShellState state) {
    if (expression.isBlank()) {
      return 0;
    }
    var evaluator = new ArithmeticEvaluator(expression, state);
    long value = evaluator.comma();
    if (!evaluator.peek().isEmpty()) {
      throw new TestException("arithmetic syntax error");
    }
    return value;
  }

  private long comma() {
    long value = assignment();
    while (accept(",")) {
      value = assignment();
    }
    return value;
  }

  private long assignment() {
    int start = position;
    String name = peek();
    if (Names.isName(name)) {
      next();
      String operator = peek();
      if (ASSIGNMENTS.contains(operator)) {
        next();
        long right = assignment();
        String binary = operator.substring(0, operator.length() - 1);
        return store(name, binary.isEmpty() ? right : apply(binary, value(name), right));
      }
    }
    position = start;
    return ternary();
  }

  private long ternary() {
    long condition = binary(0);
    if (!accept("?")) {
      return condition;
    }
    long yes = skipUnless(condition != 0);
    if (!accept(":")) {
      throw new TestException("arithmetic syntax error");
    }
    long no = skipUnless(condition == 0);
    return condition != 0 ? yes : no;
  }

  private long skipUnless(boolean wanted) {
    skipping += wanted ? 0 : 1;
    try {
      return assignment();
    } finally {
      skipping -= wanted ? 0 : 1;
    }
  }

  private long binary(int level) {
    if (level == LEVELS.size()) {
      return power();
    }
    long left = binary(level + 1);
    while (LEVELS.get(level).contains(peek())) {
      String operator = next();
      boolean decided =
          (operator.equals("&&") && left == 0) || (operator.equals("||") && left != 0);
      skipping += decided ? 1 : 0;
      long right = binary(level + 1);
      skipping -= decided ? 1 : 0;
      left = apply(operator, left, right);
    }
    return left;
  }

  private long power() {
    long base = unary();
    if (!accept("**")) {
      return base;
    }
    long exponent = power();
    long result = 1;
    for (long i = 0; i < Math.min(exponent, 64); i++) {
      result *= base;
    }
    return result;
  }

  private long unary() {
    return switch (peek()) {
      case "-" -> {
        next();
        yield -unary();
      }
      case "+" -> {
        next();
        yield unary();
      }
      case "!" -> {
        next();
        yield unary() == 0 ? 1 : 0;
      }
      case "~" -> {
        next();
        yield ~unary();
      }
      case "++", "--" -> {
        long change = next().equals("++") ? 1 : -1;
        String name = next();
        yield store(name, value(name) + change);
      }
      default -> primary();
    };
  }

  private long primary() {
    String token = next();
    if (token.equals("(")) {
      long value = comma();
      if (!accept(")")) {
        throw new TestException("arithmetic syntax error");
      }
      return value;
    }
    if (!Names.isName(token)) {
      return number(token);
    }
    long value = value(token);
    if (peek().equals("++") || peek().equals("--")) {
      long unused = store(token, value + (next().equals("++") ? 1 : -1));
      return unused == value ? unused : value;
    }
    return value;
  }

  private long value(String name) {
    String value = state.get(name).orElse("").strip();
    return value.isEmpty() ? 0 : evaluate(value, state);
  }

  private long store(String name, long value) {
    if (skipping == 0) {
      state.set(name, String.valueOf(value));
    }
    return value;
  }

  private long apply(String operator, long left, long right) {
    if ((operator.equals("/") || operator.equals("%")) && right == 0) {
      if (skipping > 0) {
        return 0;
      }
      throw new TestException("divide by zero");
    }
    return switch (operator) {
      case "||" -> left != 0 || right != 0 ? 1 : 0;
      case "&&" -> left != 0 && right != 0 ? 1 : 0;
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> left == right ? 1 : 0;
      case "!=" -> left != right ? 1 : 0;
      case "<=" -> left <= right ? 1 : 0;
      case ">=" -> left >= right ? 1 : 0;
      case "<" -> left < right ? 1 : 0;
      case ">" -> left > right ? 1 : 0;
      case "<<" -> left << right;
      case ">>" -> left >> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      default -> left % right;
    };
  }

  private static long number(String token) {
    try {
      int hash = token.indexOf('#');
      if (hash > 0) {
        return Long.parseLong(
            token.substring(hash + 1), Integer.parseInt(token.substring(0, hash)));
      }
      if (token.startsWith("0x") || token.startsWith("0X")) {
        return Long.parseLong(token.substring(2), 16);
      }
      boolean octal = token.length() > 1 && token.startsWith("0");
      return octal ? Long.parseLong(token, 8) : Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw new TestException("arithmetic syntax error");
    }
  }

  private boolean accept(String token) {
    if (peek().equals(token)) {
      next();
      return true;
    }
    return false;
  }

  private String peek() {
    int before = position;
    String token = next();
    position = before;
    return token;
  }

  private String next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    int start = position;
    while (position < text.length()
        && (Names.isPart(text.charAt(position), false)
            || (text.charAt(position) == '$' && position == start))) {
      position++;
    }
    boolean based = position > start && Character.isDigit(text.charAt(start));
    if (based && text.startsWith("#", position)) {
      position++;
      while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) {
        position++;
      }
    }
    if (position > start) {
      return text.substring(text.charAt(start) == '$' ? start + 1 : start, position);
    }
    for (String token : TOKENS) {
      if (text.startsWith(token, position)) {
        position += token.length();
        return token;
      }
    }
    position = Math.min(text.length(), position + 1);
    return text.substring(start, position);
  }
}
