// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What stands inside {@code [[ ]]}. */
sealed interface Condition {

  boolean holds(Interpreter shell);

  /** Both sides hold. */
  record And(Condition left, Condition right) implements Condition {
    @Override
    public boolean holds(Interpreter shell) {
      return left.holds(shell) && right.holds(shell);
    }
  }

  /** Either side holds. */
  record Or(Condition left, Condition right) implements Condition {
    @Override
    public boolean holds(Interpreter shell) {
      return left.holds(shell) || right.holds(shell);
    }
  }

  /** The other one does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Interpreter shell) {
      return !condition.holds(shell);
    }
  }

  /** {@code -f file}. */
  record Unary(String operator, Word operand) implements Condition {
    @Override
    public boolean holds(Interpreter shell) {
      return shell.test().unary(operator, shell.expander().single(operand));
    }
  }

  /** {@code a == b*}. */
  record Binary(Word left, String operator, Word right) implements Condition {
    @Override
    public boolean holds(Interpreter shell) {
      String value = shell.expander().single(left);
      return switch (operator) {
        case "=", "==" -> ShellPattern.matches(shell.expander().pattern(right), value);
        case "!=" -> !ShellPattern.matches(shell.expander().pattern(right), value);
        case "=~" -> find(shell.expander().single(right), value);
        case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" ->
            shell.test().compare(operator, number(shell, left), number(shell, right));
        default -> shell.test().binary(value, operator, shell.expander().single(right));
      };
    }

    private static long number(Interpreter shell, Word word) {
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
}
