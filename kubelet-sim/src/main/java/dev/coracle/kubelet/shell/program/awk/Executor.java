// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.program.awk.Statement.Destination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a program and each of its statements run. */
final class Executor implements Statement.Visitor {

  private final String name;
  private final Run run;
  private final Evaluator evaluator;
  private final boolean[] inRange;
  private int line = 1;
  private int status;

  /** The name of the program is for its errors. */
  Executor(String name, Run run) {
    this.name = name;
    this.run = run;
    this.evaluator = new Evaluator(run);
    this.inRange = new boolean[run.script().rules().size()];
    evaluator.bodiesBy(this);
  }

  /** Runs the program to its end; its status. */
  int run() throws IOException {
    try {
      if (untilExit(this::beginAndRecords)) {
        untilExit(() -> all(run.script().end()));
      }
    } catch (AwkException e) {
      throw e.in(name, line);
    }
    return status;
  }

  private interface Part {
    void run() throws IOException;
  }

  /** After an exit the END actions still run, unless they are what has asked for it. */
  private static boolean untilExit(Part part) throws IOException {
    try {
      part.run();
    } catch (Stop.Exit exit) {
      // Its status is already known.
    }
    return true;
  }

  private void beginAndRecords() throws IOException {
    all(run.script().begin());
    if (!run.script().readsInput()) {
      return;
    }
    for (var record = run.input().next(); record.isPresent(); record = run.input().next()) {
      run.process().task().check();
      run.fields().setRecord(Values.read(record.get()));
      record();
    }
  }

  private void all(List<Statement> actions) {
    actions.forEach(this::run);
  }

  private void record() throws IOException {
    try {
      List<Script.Rule> rules = run.script().rules();
      for (int i = 0; i < rules.size(); i++) {
        if (applies(rules.get(i), i)) {
          run(rules.get(i).action());
        }
      }
    } catch (Stop.Jump jump) {
      if (jump.destination() == Destination.NEXT_FILE) {
        run.input().skipFile();
      }
    }
  }

  private boolean applies(Script.Rule rule, int index) {
    if (rule.from().isEmpty()) {
      return true;
    }
    if (rule.to().isEmpty()) {
      return evaluator.holds(rule.from().get());
    }
    if (!inRange[index] && !evaluator.holds(rule.from().get())) {
      return false;
    }
    inRange[index] = !evaluator.holds(rule.to().get());
    return true;
  }

  private void run(Statement statement) {
    statement.accept(this);
  }

  @Override
  public void visit(Statement.Block statement) {
    for (Statement one : statement.statements()) {
      run(one);
    }
  }

  @Override
  public void visit(Statement.Evaluate statement) {
    line = statement.line();
    evaluator.value(statement.expression());
  }

  @Override
  public void visit(Statement.Print statement) {
    line = statement.line();
    String text = statement.formatted() ? formatted(statement) : printed(statement);
    try {
      if (statement.target().isEmpty()) {
        run.streams().print(text);
        return;
      }
      Statement.Target target = statement.target().get();
      run.streams().print(target.operator(), evaluator.text(target.name()), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String printed(Statement.Print statement) {
    Variables variables = run.variables();
    String end = variables.outputRecordSeparator();
    if (statement.arguments().isEmpty()) {
      return variables.printed(run.fields().record()) + end;
    }
    return statement.arguments().stream()
            .map(argument -> variables.printed(evaluator.value(argument)))
            .collect(Collectors.joining(variables.outputFieldSeparator()))
        + end;
  }

  private String formatted(Statement.Print statement) {
    List<Value> values = statement.arguments().stream().map(evaluator::value).toList();
    return Format.format(values, run.variables());
  }

  @Override
  public void visit(Statement.If statement) {
    run(evaluator.holds(statement.condition()) ? statement.body() : statement.otherwise());
  }

  @Override
  public void visit(Statement.Loop statement) {
    boolean skipsCondition = statement.bodyFirst();
    while (skipsCondition || evaluator.holds(statement.condition())) {
      run.process().task().check();
      skipsCondition = false;
      if (!body(statement.body())) {
        return;
      }
      run(statement.step());
    }
  }

  @Override
  public void visit(Statement.ForIn statement) {
    for (String key : evaluator.array(statement.array()).keys()) {
      evaluator.assign(statement.variable(), Values.read(key));
      if (!body(statement.body())) {
        return;
      }
    }
  }

  /** Runs the body of a loop once; whether the loop goes on. */
  private boolean body(Statement body) {
    try {
      run(body);
      return true;
    } catch (Stop.Jump jump) {
      return switch (jump.destination()) {
        case BREAK -> false;
        case CONTINUE -> true;
        default -> throw jump;
      };
    }
  }

  @Override
  public void visit(Statement.Jump statement) {
    throw new Stop.Jump(statement.destination());
  }

  @Override
  public void visit(Statement.Exit statement) {
    Optional<Expression> given = statement.status();
    if (given.isPresent()) {
      status = (int) evaluator.number(given.get()) & 0xff;
    }
    throw new Stop.Exit();
  }

  @Override
  public void visit(Statement.Return statement) {
    throw new Stop.Return(statement.value().map(evaluator::value).orElse(Values.UNSET));
  }

  @Override
  public void visit(Statement.Delete statement) {
    AwkArray array = evaluator.array(statement.array());
    if (statement.subscripts().isEmpty()) {
      array.clear();
    } else {
      array.remove(evaluator.key(statement.subscripts()));
    }
  }
}
