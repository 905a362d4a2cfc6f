// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Expression.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How each kind of expression comes to its value. */
final class Evaluator implements Expression.Visitor<Value> {

  private static final int MAX_DEPTH = 400;

  private final Run run;
  private final Variables variables;
  private final Fields fields;
  private final BuiltIns builtIns;
  private Optional<Executor> executor = Optional.empty();
  private Variable[] frame = {};
  private int depth;

  Evaluator(Run run) {
    this.run = run;
    this.variables = run.variables();
    this.fields = run.fields();
    this.builtIns = new BuiltIns(run, this);
  }

  /** Sets what runs the bodies of functions. */
  void bodiesBy(Executor bodies) {
    executor = Optional.of(bodies);
  }

  Value value(Expression expression) {
    return expression.accept(this);
  }

  double number(Expression expression) {
    return value(expression).number();
  }

  String text(Expression expression) {
    return variables.text(value(expression));
  }

  boolean holds(Expression expression) {
    return value(expression).isTrue();
  }

  /** What is meant as a regular expression: one of the program, or a text that is one. */
  Pattern pattern(Expression expression) {
    return run.regexes()
        .compile(expression instanceof Expression.Regex regex ? regex.source() : text(expression));
  }

  AwkArray array(Expression.Name name) {
    return variable(name).array();
  }

  /** The key of an element: its subscripts with {@code SUBSEP} between them. */
  String key(List<Expression> subscripts) {
    return subscripts.size() == 1
        ? text(subscripts.get(0))
        : subscripts.stream()
            .map(this::text)
            .collect(Collectors.joining(variables.subscriptSeparator()));
  }

  Variable variable(Expression.Name name) {
    return name.slot() >= 0 ? frame[name.slot()] : variables.get(name.name());
  }

  void assign(Place place, Value value) {
    if (place instanceof Expression.Name name) {
      variable(name).set(value);
    } else if (place instanceof Expression.Element element) {
      array(element.array()).put(key(element.subscripts()), value);
    } else if (place instanceof Expression.Field field) {
      fields.set((int) number(field.index()), value);
    }
  }

  @Override
  public Value visit(Expression.Constant expression) {
    return expression.value();
  }

  @Override
  public Value visit(Expression.Regex expression) {
    String record = variables.text(fields.record());
    return Values.of(run.regexes().compile(expression.source()).matcher(record).find());
  }

  @Override
  public Value visit(Expression.Name expression) {
    return variable(expression).value();
  }

  @Override
  public Value visit(Expression.Field expression) {
    return fields.get((int) number(expression.index()));
  }

  @Override
  public Value visit(Expression.Element expression) {
    return array(expression.array()).get(key(expression.subscripts()));
  }

  @Override
  public Value visit(Expression.Assignment expression) {
    Value value = value(expression.value());
    if (!expression.operator().equals("=")) {
      double before = number(expression.target());
      value = Values.of(calculate(expression.operator().charAt(0), before, value.number()));
    }
    assign(expression.target(), value);
    return value;
  }

  @Override
  public Value visit(Expression.Increment expression) {
    double before = number(expression.target());
    Value after = Values.of(before + expression.step());
    assign(expression.target(), after);
    return expression.before() ? after : Values.of(before);
  }

  @Override
  public Value visit(Expression.Sign expression) {
    Value operand = value(expression.operand());
    return switch (expression.operator()) {
      case '!' -> Values.of(!operand.isTrue());
      case '-' -> Values.of(-operand.number());
      default -> Values.of(operand.number());
    };
  }

  @Override
  public Value visit(Expression.Arithmetic expression) {
    double left = number(expression.left());
    return Values.of(calculate(expression.operator(), left, number(expression.right())));
  }

  private static double calculate(char operator, double left, double right) {
    if (right == 0 && (operator == '/' || operator == '%')) {
      throw new AwkException("Division by zero");
    }
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      case '*' -> left * right;
      case '/' -> left / right;
      case '%' -> left % right;
      default -> Math.pow(left, right);
    };
  }

  @Override
  public Value visit(Expression.Comparison expression) {
    Value left = value(expression.left());
    Value right = value(expression.right());
    int order = compare(left, right);
    return Values.of(
        switch (expression.operator()) {
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case "==" -> order == 0;
          case "!=" -> order != 0;
          case ">" -> order > 0;
          default -> order >= 0;
        });
  }

  private int compare(Value left, Value right) {
    if (left.isNumeric() && right.isNumeric()) {
      return Double.compare(left.number() + 0.0, right.number() + 0.0);
    }
    String leftText = variables.text(left);
    String rightText = variables.text(right);
    return variables.ignoresCase()
        ? leftText.compareToIgnoreCase(rightText)
        : leftText.compareTo(rightText);
  }

  @Override
  public Value visit(Expression.Concatenation expression) {
    String left = text(expression.left());
    return Values.of(left + text(expression.right()));
  }

  @Override
  public Value visit(Expression.Logical expression) {
    boolean left = holds(expression.left());
    return Values.of(left == expression.and() ? holds(expression.right()) : left);
  }

  @Override
  public Value visit(Expression.Conditional expression) {
    return value(holds(expression.condition()) ? expression.then() : expression.otherwise());
  }

  @Override
  public Value visit(Expression.Match expression) {
    String text = text(expression.text());
    return Values.of(pattern(expression.pattern()).matcher(text).find() != expression.negated());
  }

  @Override
  public Value visit(Expression.In expression) {
    return Values.of(array(expression.array()).contains(key(expression.subscripts())));
  }

  @Override
  public Value visit(Expression.Group expression) {
    Value last = Values.UNSET;
    for (Expression member : expression.members()) {
      last = value(member);
    }
    return last;
  }

  @Override
  public Value visit(Expression.Call expression) {
    Script.Function function = run.script().function(expression.function());
    int given = expression.arguments().size();
    int wanted = function.parameters().size();
    var inner = new Variable[Math.max(wanted, given)];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = i < given ? argument(expression.arguments().get(i)) : Variable.unused();
    }
    if (++depth > MAX_DEPTH) {
      throw new AwkException("Too deep recursion");
    }
    Variable[] outer = frame;
    frame = inner;
    try {
      function.body().accept(executor.orElseThrow());
      return Values.UNSET;
    } catch (Stop.Return end) {
      return end.value();
    } finally {
      frame = outer;
      depth--;
    }
  }

  /** An array is passed as itself, and a variable without a value may become one. */
  private Variable argument(Expression expression) {
    return expression instanceof Expression.Name name
        ? Variable.parameter(variable(name))
        : Variable.of(value(expression));
  }

  @Override
  public Value visit(Expression.BuiltIn expression) {
    run.process().task().check();
    try {
      return builtIns.call(expression.function(), expression.arguments());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw run.process().task().interrupted();
    }
  }

  @Override
  public Value visit(Expression.Getline expression) {
    run.process().task().check();
    try {
      return switch (expression.source()) {
        case MAIN_INPUT -> nextRecord(expression.target());
        case COMMAND ->
            read(
                Optional.of(run.streams().command(text(expression.from().orElseThrow()))),
                expression.target());
        case FILE ->
            read(run.streams().file(text(expression.from().orElseThrow())), expression.target());
      };
    } catch (IOException e) {
      return Values.of(-1);
    }
  }

  private Value nextRecord(Optional<Place> target) throws IOException {
    Optional<String> record = run.input().next();
    record.ifPresent(text -> take(target, text));
    return Values.of(record.isPresent());
  }

  /** As in BusyBox, only records of the main input are counted. */
  private Value read(Optional<RecordReader> reader, Optional<Place> target) throws IOException {
    if (reader.isEmpty()) {
      return Values.of(-1);
    }
    Optional<String> record = MainInput.record(reader.get(), variables, run.regexes());
    if (record.isEmpty()) {
      return Values.ZERO;
    }
    take(target, record.get());
    return Values.ONE;
  }

  private void take(Optional<Place> target, String text) {
    if (target.isPresent()) {
      assign(target.get(), Values.read(text));
    } else {
      fields.setRecord(Values.read(text));
    }
  }
}
