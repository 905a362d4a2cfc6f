// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.syntax.Condition;
import dev.coracle.kubelet.shell.syntax.ShellPattern;
import dev.coracle.kubelet.shell.syntax.TestException;
import dev.coracle.kubelet.shell.syntax.Word;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether the conditions inside {@code [[ ]]} hold in one shell. */
final class ConditionEvaluator implements Condition.Visitor<Boolean> {

  private final Interpreter shell;

  ConditionEvaluator(Interpreter shell) {
    this.shell = shell;
  }

  boolean holds(Condition condition) {
    return condition.accept(this);
  }

  @Override
  public Boolean visit(Condition.And condition) {
    return holds(condition.left()) && holds(condition.right());
  }

  @Override
  public Boolean visit(Condition.Or condition) {
    return holds(condition.left()) || holds(condition.right());
  }

  @Override
  public Boolean visit(Condition.Not condition) {
    return !holds(condition.condition());
  }

  @Override
  public Boolean visit(Condition.Unary condition) {
    return shell.test().unary(condition.operator(), shell.expander().single(condition.operand()));
  }

  @Override
  public Boolean visit(Condition.Binary condition) {
    Word right = condition.right();
    String operator = condition.operator();
    String value = shell.expander().single(condition.left());
    return switch (operator) {
      case "=", "==" -> ShellPattern.matches(shell.expander().pattern(right), value);
      case "!=" -> !ShellPattern.matches(shell.expander().pattern(right), value);
      case "=~" -> find(shell.expander().single(right), value);
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" ->
          shell.test().compare(operator, number(condition.left()), number(right));
      default -> shell.test().binary(value, operator, shell.expander().single(right));
    };
  }

  private long number(Word word) {
    return ArithmeticEvaluator.evaluate(shell.expander().single(word), shell.state());
  }

  private static boolean find(String regex, String value) {
    try {
      return Pattern.compile(regex).matcher(value).find();
    } catch (PatternSyntaxException e) {
      throw new TestException(regex + ": bad regex");
    }
  }
}
