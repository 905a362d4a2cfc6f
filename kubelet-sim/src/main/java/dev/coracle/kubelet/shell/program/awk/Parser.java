// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Statement.Destination;
import dev.coracle.kubelet.shell.program.awk.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads rules, functions and statements; {@link ExpressionParser} reads what they are made of. The
 * grammar is that of <a
 * href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/awk.html#tag_20_06_13_16">POSIX</a>.
 */
final class Parser {

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final List<Statement> begin = new ArrayList<>();
  private final List<Script.Rule> rules = new ArrayList<>();
  private final List<Statement> end = new ArrayList<>();
  private final Map<String, Script.Function> functions = new HashMap<>();

  private Parser(Tokens tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /** Reads a program; its name is for its errors. */
  static Script parse(String name, String text) {
    return new Parser(new Tokens(name, Lexer.tokens(name, text))).script();
  }

  private Script script() {
    tokens.skipTerminators();
    while (!tokens.atEnd()) {
      item();
      tokens.skipTerminators();
    }
    var script = new Script(begin, rules, end, functions);
    expressions.checkCalls(functions.keySet());
    return script;
  }

  private void item() {
    if (tokens.accept("function")) {
      function();
    } else if (tokens.accept("BEGIN")) {
      begin.add(block());
    } else if (tokens.accept("END")) {
      end.add(block());
    } else {
      rule();
    }
  }

  private void rule() {
    if (tokens.is("{")) {
      rules.add(new Script.Rule(Optional.empty(), Optional.empty(), block()));
      return;
    }
    Expression from = expressions.expression();
    Optional<Expression> to = Optional.empty();
    if (tokens.accept(",")) {
      tokens.skipNewlines();
      to = Optional.of(expressions.expression());
    }
    Statement action = tokens.is("{") ? block() : print(List.of());
    rules.add(new Script.Rule(Optional.of(from), to, action));
  }

  private Statement print(List<Expression> arguments) {
    return new Statement.Print(arguments, false, Optional.empty(), tokens.line());
  }

  private void function() {
    String name = tokens.name();
    tokens.expect("(");
    var parameters = new ArrayList<String>();
    while (!tokens.accept(")")) {
      parameters.add(tokens.name());
      tokens.skipNewlines();
      if (!tokens.is(")")) {
        tokens.expect(",");
        tokens.skipNewlines();
      }
    }
    tokens.skipNewlines();
    expressions.enter(parameters);
    functions.put(name, new Script.Function(name, parameters, block()));
    expressions.enter(List.of());
  }

  private Statement.Block block() {
    tokens.expect("{");
    var statements = new ArrayList<Statement>();
    tokens.skipTerminators();
    while (!tokens.accept("}")) {
      statements.add(statement());
      tokens.skipTerminators();
    }
    return new Statement.Block(List.copyOf(statements));
  }

  /** A statement that belongs to another, and may stand on the next line. */
  private Statement body() {
    tokens.skipNewlines();
    return tokens.accept(";") ? Statement.NOTHING : statement();
  }

  private Statement statement() {
    if (tokens.is("{")) {
      return block();
    }
    if (tokens.accept("if")) {
      return ifStatement();
    }
    if (tokens.accept("while")) {
      Expression condition = parenthesized();
      return new Statement.Loop(condition, Statement.NOTHING, body(), false);
    }
    if (tokens.accept("for")) {
      return forStatement();
    }
    Statement simple = tokens.accept("do") ? doStatement() : simple();
    tokens.expectTerminator();
    return simple;
  }

  private Statement ifStatement() {
    Expression condition = parenthesized();
    Statement then = body();
    int before = tokens.position();
    tokens.skipTerminators();
    if (tokens.accept("else")) {
      return new Statement.If(condition, then, body());
    }
    tokens.back(before);
    return new Statement.If(condition, then, Statement.NOTHING);
  }

  private Statement doStatement() {
    Statement body = body();
    tokens.skipTerminators();
    tokens.expect("while");
    return new Statement.Loop(parenthesized(), Statement.NOTHING, body, true);
  }

  private Expression parenthesized() {
    tokens.expect("(");
    Expression inside = expressions.expression();
    tokens.expect(")");
    return inside;
  }

  private Statement forStatement() {
    tokens.expect("(");
    Statement first = tokens.is(";") ? Statement.NOTHING : simple();
    if (tokens.accept(")")) {
      return forIn(first);
    }
    tokens.expect(";");
    tokens.skipNewlines();
    Expression condition =
        tokens.is(";") ? new Expression.Constant(Values.ONE) : expressions.expression();
    tokens.expect(";");
    tokens.skipNewlines();
    Statement step = tokens.is(")") ? Statement.NOTHING : simple();
    tokens.expect(")");
    Statement loop = new Statement.Loop(condition, step, body(), false);
    return new Statement.Block(List.of(first, loop));
  }

  private Statement forIn(Statement head) {
    if (head instanceof Statement.Evaluate evaluate
        && evaluate.expression() instanceof Expression.In in
        && in.subscripts().size() == 1
        && in.subscripts().get(0) instanceof Expression.Name variable) {
      return new Statement.ForIn(variable, in.array(), body());
    }
    throw tokens.unexpected();
  }

  private Statement simple() {
    int line = tokens.line();
    if (tokens.accept("print")) {
      return output(false, line);
    }
    if (tokens.accept("printf")) {
      return output(true, line);
    }
    if (tokens.accept("break")) {
      return new Statement.Jump(Destination.BREAK);
    }
    if (tokens.accept("continue")) {
      return new Statement.Jump(Destination.CONTINUE);
    }
    if (tokens.accept("next")) {
      return new Statement.Jump(Destination.NEXT);
    }
    if (tokens.accept("nextfile")) {
      return new Statement.Jump(Destination.NEXT_FILE);
    }
    if (tokens.accept("exit")) {
      return new Statement.Exit(optional());
    }
    if (tokens.accept("return")) {
      return new Statement.Return(optional());
    }
    if (tokens.accept("delete")) {
      return delete();
    }
    return new Statement.Evaluate(expressions.expression(), line);
  }

  private Optional<Expression> optional() {
    return tokens.atTerminator() ? Optional.empty() : Optional.of(expressions.expression());
  }

  private Statement delete() {
    if (tokens.kind() != Kind.NAME) {
      throw tokens.unexpected();
    }
    Expression.Place place = expressions.variable();
    return place instanceof Expression.Element element
        ? new Statement.Delete(element.array(), element.subscripts())
        : new Statement.Delete((Expression.Name) place, List.of());
  }

  private Statement output(boolean formatted, int line) {
    List<Expression> arguments = List.of();
    if (!tokens.atTerminator() && !atTarget()) {
      arguments = expressions.printed();
    }
    if (formatted && arguments.isEmpty()) {
      throw tokens.unexpected();
    }
    Optional<Statement.Target> target = Optional.empty();
    if (atTarget()) {
      String operator = tokens.take().text();
      target = Optional.of(new Statement.Target(operator, expressions.concatenated()));
    }
    return new Statement.Print(arguments, formatted, target, line);
  }

  private boolean atTarget() {
    return tokens.is(">") || tokens.is(">>") || tokens.is("|");
  }
}
