// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

  private static Expression expression(String text) {
    Script script = Parser.parse("cmd. line", text);
    return script.rules().get(0).from().orElseThrow();
  }

  private static Expression.Name name(String name) {
    return new Expression.Name(name, -1);
  }

  private static Expression number(double number) {
    return new Expression.Constant(Values.of(number));
  }

  @Test
  void power_bindsToTheRight_andTighterThanTheSign() {
    assertThat(expression("-2 ^ 3 ^ x"))
        .isEqualTo(
            new Expression.Sign(
                '-',
                new Expression.Arithmetic(
                    '^', number(2), new Expression.Arithmetic('^', number(3), name("x")))));
  }

  @Test
  void fieldOfAnIncrement_isNotAnIncrementOfTheField() {
    assertThat(expression("$i++"))
        .isEqualTo(new Expression.Increment(new Expression.Field(name("i")), 1, false));
    assertThat(expression("$++i"))
        .isEqualTo(new Expression.Field(new Expression.Increment(name("i"), 1, true)));
  }

  @Test
  void minus_subtracts_whereItCouldBeginAnOperand() {
    assertThat(expression("a -1")).isEqualTo(new Expression.Arithmetic('-', name("a"), number(1)));
  }

  @Test
  void slash_divides_afterAnOperandOnly() {
    assertThat(expression("a / b / c"))
        .isEqualTo(
            new Expression.Arithmetic(
                '/', new Expression.Arithmetic('/', name("a"), name("b")), name("c")));
    assertThat(expression("a ~ /b/"))
        .isEqualTo(new Expression.Match(false, name("a"), new Expression.Regex("b")));
  }

  @Test
  void slashInBrackets_endsNoRegularExpression() {
    assertThat(expression("/[/]x\\/y/")).isEqualTo(new Expression.Regex("[/]x/y"));
  }

  @Test
  void concatenation_comesBeforeComparison() {
    assertThat(expression("a b < c"))
        .isEqualTo(
            new Expression.Comparison(
                "<", new Expression.Concatenation(name("a"), name("b")), name("c")));
  }

  @Test
  void assignment_mayStandInAnOperand_andBindsToTheRight() {
    assertThat(expression("a && b = c = 1"))
        .isEqualTo(
            new Expression.Logical(
                true,
                name("a"),
                new Expression.Assignment(
                    name("b"), "=", new Expression.Assignment(name("c"), "=", number(1)))));
  }

  @Test
  void greater_redirectsInPrint_andComparesInParentheses() {
    Script script = Parser.parse("p", "{ print a > \"f\"; print (a > b) }");

    var block = (Statement.Block) script.rules().get(0).action();
    var first = (Statement.Print) block.statements().get(0);
    var second = (Statement.Print) block.statements().get(1);
    assertThat(first.target()).hasValueSatisfying(one -> assertThat(one.operator()).isEqualTo(">"));
    assertThat(second.target()).isEmpty();
    assertThat(second.arguments())
        .containsExactly(new Expression.Comparison(">", name("a"), name("b")));
  }

  @Test
  void parameters_haveSlots_andHideVariables() {
    Script script = Parser.parse("p", "function f(a, b) { return b c }");

    Script.Function function = script.functions().get("f");
    assertThat(function.parameters()).isEqualTo(List.of("a", "b"));
    assertThat(function.body())
        .hasToString(
            new Statement.Block(
                    List.of(
                        new Statement.Return(
                            java.util.Optional.of(
                                new Expression.Concatenation(
                                    new Expression.Name("b", 1), name("c"))))))
                .toString());
  }

  @Test
  void getlineFromACommand_takesTheConcatenationBeforeIt() {
    assertThat(expression("\"a\" b | getline x"))
        .isEqualTo(
            new Expression.Getline(
                Expression.Source.COMMAND,
                java.util.Optional.of(
                    new Expression.Concatenation(
                        new Expression.Constant(Values.of("a")), name("b"))),
                java.util.Optional.of(name("x"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "{ print",
        "{ x = }",
        "{ if (x }",
        "BEGIN { f( }",
        "function",
        "function f(1) {}",
        "{ for (x) }",
        "{ delete 1 }",
        "{ getline < }",
        "{ printf }",
        "{ a b c ) }",
        "}",
        "@",
        "{ 1 ? 2 }"
      })
  void brokenProgram_isAnErrorWithItsLine(String program) {
    assertThatThrownBy(() -> Parser.parse("cmd. line", "\n" + program))
        .isInstanceOf(AwkException.class)
        .hasMessageMatching("cmd\\. line:[23]: Unexpected token");
  }

  @Test
  void openString_isAnErrorWithTheLineOfItsBeginning() {
    assertThatThrownBy(() -> Parser.parse("p", "{\n print \"a\n}"))
        .hasMessage("p:2: Unexpected end of string");
    assertThatThrownBy(() -> Parser.parse("p", "/a")).hasMessage("p:1: Unexpected end of string");
  }

  @Test
  void callOfWhatIsNoFunction_isAnError() {
    assertThatThrownBy(() -> Parser.parse("p", "BEGIN { x = 1\n g(2) }"))
        .hasMessage("p:2: Call to undefined function");
  }
}
