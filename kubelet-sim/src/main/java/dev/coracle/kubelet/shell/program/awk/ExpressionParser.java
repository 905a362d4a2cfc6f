// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Expression.Place;
import dev.coracle.kubelet.shell.program.awk.Expression.Source;
import dev.coracle.kubelet.shell.program.awk.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads expressions: each method is one level of precedence, and calls the next higher one. */
final class ExpressionParser {

  private static final Set<String> ASSIGNMENTS = Set.of("=", "+=", "-=", "*=", "/=", "%=", "^=");
  private static final Set<String> COMPARISONS = Set.of("<", "<=", "==", "!=", ">=", ">");
  private static final Set<String> STARTS = Set.of("$", "!", "(", "-", "+", "++", "--");

  private final Tokens tokens;
  private final List<Expression.Call> calls = new ArrayList<>();
  private List<String> parameters = List.of();

  /** Whether {@code >} begins the target of a {@code print}. */
  private boolean greaterRedirects;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Enters a function, whose parameters hide variables. */
  void enter(List<String> names) {
    parameters = List.copyOf(names);
  }

  /** Complains of a call of what is no function. */
  void checkCalls(Set<String> functions) {
    for (Expression.Call call : calls) {
      if (!functions.contains(call.function())) {
        throw tokens.errorAt(call.line(), "Call to undefined function");
      }
    }
  }

  Expression expression() {
    boolean before = greaterRedirects;
    greaterRedirects = false;
    try {
      return ternary();
    } finally {
      greaterRedirects = before;
    }
  }

  /** The arguments of a {@code print}, with parentheses around all of them or without. */
  List<Expression> printed() {
    greaterRedirects = true;
    try {
      List<Expression> list = list();
      return list.size() == 1 && list.get(0) instanceof Expression.Group group
          ? group.members()
          : list;
    } finally {
      greaterRedirects = false;
    }
  }

  private List<Expression> list() {
    var list = new ArrayList<Expression>();
    do {
      tokens.skipNewlines();
      list.add(ternary());
    } while (tokens.accept(","));
    return list;
  }

  private Expression ternary() {
    Expression condition = or();
    if (tokens.accept("?")) {
      tokens.skipNewlines();
      Expression then = ternary();
      tokens.skipNewlines();
      tokens.expect(":");
      tokens.skipNewlines();
      return new Expression.Conditional(condition, then, ternary());
    }
    return condition;
  }

  private Expression or() {
    Expression left = and();
    while (tokens.accept("||")) {
      tokens.skipNewlines();
      left = new Expression.Logical(false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = in();
    while (tokens.accept("&&")) {
      tokens.skipNewlines();
      left = new Expression.Logical(true, left, in());
    }
    return left;
  }

  private Expression in() {
    Expression left = match();
    while (tokens.accept("in")) {
      List<Expression> subscripts =
          left instanceof Expression.Group group ? group.members() : List.of(left);
      left = new Expression.In(subscripts, reference(tokens.name()));
    }
    return left;
  }

  private Expression match() {
    Expression left = comparison();
    while (tokens.is("~") || tokens.is("!~")) {
      boolean negated = tokens.take().text().equals("!~");
      left = new Expression.Match(negated, left, comparison());
    }
    return left;
  }

  private Expression comparison() {
    Expression left = piped();
    while (tokens.kind() == Kind.PUNCTUATION
        && COMPARISONS.contains(tokens.peek().text())
        && !(greaterRedirects && tokens.is(">"))) {
      String operator = tokens.take().text();
      left = new Expression.Comparison(operator, left, piped());
    }
    return left;
  }

  /** {@code command | getline}, as often as it comes. */
  private Expression piped() {
    Expression left = concatenated();
    while (tokens.is("|") && tokens.peekSecond().is("getline")) {
      tokens.take();
      tokens.take();
      left = new Expression.Getline(Source.COMMAND, Optional.of(left), optionalPlace());
    }
    return left;
  }

  Expression concatenated() {
    Expression left = sum();
    while (startsOperand()) {
      left = new Expression.Concatenation(left, sum());
    }
    return left;
  }

  /** Whether an operand follows that is not the right side of an operator. */
  private boolean startsOperand() {
    return switch (tokens.kind()) {
      case NUMBER, STRING, REGEX, NAME, BUILT_IN -> true;
      case PUNCTUATION ->
          STARTS.contains(tokens.peek().text()) && !tokens.is("-") && !tokens.is("+");
      default -> false;
    };
  }

  private Expression sum() {
    Expression left = product();
    while (tokens.is("+") || tokens.is("-")) {
      char operator = tokens.take().text().charAt(0);
      left = new Expression.Arithmetic(operator, left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = unary();
    while (tokens.is("*") || tokens.is("/") || tokens.is("%")) {
      char operator = tokens.take().text().charAt(0);
      left = new Expression.Arithmetic(operator, left, unary());
    }
    return left;
  }

  private Expression unary() {
    if (tokens.is("!") || tokens.is("-") || tokens.is("+")) {
      return new Expression.Sign(tokens.take().text().charAt(0), unary());
    }
    return power();
  }

  private Expression power() {
    Expression left = postfix();
    if (tokens.accept("^")) {
      // It binds to the right, and tighter than the sign before it.
      Expression right = tokens.is("-") || tokens.is("+") || tokens.is("!") ? unary() : power();
      return new Expression.Arithmetic('^', left, right);
    }
    return left;
  }

  private Expression postfix() {
    Expression operand = primary();
    if (operand instanceof Place place && (tokens.is("++") || tokens.is("--"))) {
      return new Expression.Increment(place, tokens.take().is("++") ? 1 : -1, false);
    }
    return operand;
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NUMBER -> new Expression.Constant(Values.of(Numerals.inProgram(tokens.take().text())));
      case STRING -> new Expression.Constant(Values.of(tokens.take().text()));
      case REGEX -> new Expression.Regex(tokens.take().text());
      case NAME -> token.callable() ? call() : assigned(variable());
      case BUILT_IN -> builtIn();
      case KEYWORD -> getline();
      case PUNCTUATION -> punctuation();
      default -> throw tokens.unexpected();
    };
  }

  private Expression punctuation() {
    if (tokens.is("$")) {
      return assigned(field());
    }
    if (tokens.is("++") || tokens.is("--")) {
      int step = tokens.take().is("++") ? 1 : -1;
      return new Expression.Increment(place(), step, true);
    }
    tokens.expect("(");
    boolean before = greaterRedirects;
    greaterRedirects = false;
    List<Expression> members = list();
    greaterRedirects = before;
    tokens.skipNewlines();
    tokens.expect(")");
    return new Expression.Group(members);
  }

  /** An assignment may stand where its left side ends: {@code 1 + x = 2}, {@code a && b = c}. */
  private Expression assigned(Expression operand) {
    if (operand instanceof Place place
        && tokens.kind() == Kind.PUNCTUATION
        && ASSIGNMENTS.contains(tokens.peek().text())) {
      String operator = tokens.take().text();
      tokens.skipNewlines();
      return new Expression.Assignment(place, operator, ternary());
    }
    return operand;
  }

  private Expression.Field field() {
    tokens.expect("$");
    if (tokens.is("++") || tokens.is("--")) {
      int step = tokens.take().is("++") ? 1 : -1;
      return new Expression.Field(new Expression.Increment(place(), step, true));
    }
    if (tokens.is("-") || tokens.is("+") || tokens.is("!")) {
      return new Expression.Field(
          new Expression.Sign(tokens.take().text().charAt(0), primaryOfField()));
    }
    return new Expression.Field(primaryOfField());
  }

  /** What a field is numbered by takes no assignment: {@code $i = 1} is one to the field. */
  private Expression primaryOfField() {
    if (tokens.is("$")) {
      return field();
    }
    return tokens.kind() == Kind.NAME && !tokens.peek().callable() ? variable() : primary();
  }

  private Place place() {
    if (tokens.is("$")) {
      return field();
    }
    if (tokens.accept("(")) {
      Place inside = place();
      tokens.expect(")");
      return inside;
    }
    if (tokens.kind() == Kind.NAME) {
      return variable();
    }
    throw tokens.unexpected();
  }

  private Optional<Place> optionalPlace() {
    boolean follows = tokens.is("$") || (tokens.kind() == Kind.NAME && !tokens.peek().callable());
    return follows ? Optional.of(place()) : Optional.empty();
  }

  /** A variable, or an element of an array. */
  Place variable() {
    Expression.Name name = reference(tokens.name());
    if (!tokens.accept("[")) {
      return name;
    }
    boolean before = greaterRedirects;
    greaterRedirects = false;
    List<Expression> subscripts = list();
    greaterRedirects = before;
    tokens.expect("]");
    return new Expression.Element(name, subscripts);
  }

  private Expression.Name reference(String name) {
    return new Expression.Name(name, parameters.indexOf(name));
  }

  private Expression call() {
    int line = tokens.line();
    var call = new Expression.Call(tokens.name(), arguments(), line);
    calls.add(call);
    return call;
  }

  private Expression builtIn() {
    String name = tokens.take().text();
    return new Expression.BuiltIn(name, tokens.is("(") ? arguments() : List.of());
  }

  private List<Expression> arguments() {
    tokens.expect("(");
    tokens.skipNewlines();
    if (tokens.accept(")")) {
      return List.of();
    }
    boolean before = greaterRedirects;
    greaterRedirects = false;
    List<Expression> arguments = list();
    greaterRedirects = before;
    tokens.skipNewlines();
    tokens.expect(")");
    return arguments;
  }

  private Expression getline() {
    if (!tokens.accept("getline")) {
      throw tokens.unexpected();
    }
    Optional<Place> target = optionalPlace();
    if (tokens.accept("<")) {
      return new Expression.Getline(Source.FILE, Optional.of(postfix()), target);
    }
    return new Expression.Getline(Source.MAIN_INPUT, Optional.empty(), target);
  }
}
