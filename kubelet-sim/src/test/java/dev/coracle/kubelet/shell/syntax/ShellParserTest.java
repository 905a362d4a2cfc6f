// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellParserTest {

  private static Command only(String script) {
    var sequence = (Command.Sequence) ShellParser.parse(script);
    assertThat(sequence.items()).hasSize(1);
    return sequence.items().get(0).command();
  }

  private static List<String> words(Command command) {
    return ((Command.Simple) command)
        .words().stream().map(word -> ((Word.Literal) word.parts().get(0)).text()).toList();
  }

  /** The words are those of BusyBox ash, without the name before them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          if true                ~ unexpected end of file (expecting "then")
          fi                     ~ unexpected "fi"
          echo "a                ~ unterminated quoted string
          echo $(                ~ unexpected end of file (expecting ")")
          `echo \\`ls`           ~ EOF in backquote substitution
          for in x               ~ unexpected word (expecting "do")
          for x do               ~ unexpected end of file (expecting "done")
          for 1x in a; do :; done ~ bad for loop variable
          while true; do         ~ unexpected end of file (expecting "done")
          while ; do :; done     ~ unexpected ";"
          if true; then fi       ~ unexpected "fi"
          ( )                    ~ unexpected ")"
          { }                    ~ unexpected "}"
          echo )                 ~ unexpected ")"
          { echo a               ~ unexpected end of file (expecting "}")
          a &&                   ~ unexpected end of file
          && a                   ~ unexpected "&&"
          a | | b                ~ unexpected "|"
          a ;; b                 ~ unexpected ";;"
          a & & b                ~ unexpected "&"
          case x in a) echo      ~ unexpected end of file (expecting ";;")
          case in x) esac        ~ unexpected word (expecting "in")
          echo ${x               ~ missing '}'
          echo ${x!y}            ~ bad substitution
          f() { echo a           ~ unexpected end of file (expecting "}")
          x=(1 2)                ~ unexpected "("
          echo a >               ~ unexpected end of file
          """)
  void brokenScript_isRefusedInTheWordsOfAsh(String script, String message) {
    assertThatThrownBy(() -> ShellParser.parse(script))
        .isInstanceOf(ShellSyntaxException.class)
        .hasMessage("syntax error: " + message);
  }

  @Test
  void andOr_bindFromTheLeft() {
    var or = (Command.Or) only("a && b || c");

    assertThat(or.left()).isInstanceOf(Command.And.class);
    assertThat(words(or.right())).containsExactly("c");
  }

  @Test
  void pipeline_holdsItsStages_andMayBeNegated() {
    var not = (Command.Not) only("! a | b | c");

    assertThat(((Command.Pipeline) not.command()).stages()).hasSize(3);
  }

  @Test
  void ampersand_endsACommandInTheBackground() {
    var sequence = (Command.Sequence) ShellParser.parse("a & b; c &");

    assertThat(sequence.items())
        .extracting(Command.Item::background)
        .containsExactly(true, false, true);
  }

  @Test
  void assignments_standBeforeTheWordsOnly() {
    var simple = (Command.Simple) only("a=1 b+=2 cmd c=3");

    assertThat(simple.assignments()).extracting(Command.Assignment::name).containsExactly("a", "b");
    assertThat(simple.assignments())
        .extracting(Command.Assignment::append)
        .containsExactly(false, true);
    assertThat(simple.words()).hasSize(2);
  }

  @Test
  void redirections_standAnywhere() {
    var simple = (Command.Simple) only("< in cmd 2>> err x >&2");

    assertThat(simple.words()).hasSize(2);
    assertThat(simple.redirects())
        .extracting(redirect -> redirect.descriptor() + redirect.operator())
        .containsExactly("0<", "2>>", "1>&");
  }

  @Test
  void hereDocument_isTheTextOfItsRedirection() {
    var sequence = (Command.Sequence) ShellParser.parse("cat <<-A; b\n\tone\n\t$x\n\tA\nc");

    assertThat(sequence.items()).hasSize(3);
    var redirect = ((Command.Simple) sequence.items().get(0).command()).redirects().get(0);
    assertThat(redirect.target().parts().get(0)).isEqualTo(new Word.Literal("one\n", true));
    assertThat(redirect.target().parts().get(1)).isInstanceOf(Word.Parameter.class);
  }

  @Test
  void reservedWord_isAWord_whereNoCommandBegins() {
    assertThat(words(only("echo if then fi done")))
        .containsExactly("echo", "if", "then", "fi", "done");
  }

  @Test
  void parameter_hasItsOperatorAndArgument() {
    var simple = (Command.Simple) only("echo \"${x:-a b}\" ${#y} ${z##*/} $1");

    assertThat(simple.words().subList(1, 5))
        .extracting(word -> (Word.Parameter) word.parts().get(0))
        .extracting(one -> one.name() + " " + one.operator() + " " + one.quoted())
        .containsExactly("x :- true", "y length false", "z ## false", "1  false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a comment", "  \t", "\\\n"})
  void scriptWithoutACommand_isNothing(String script) {
    assertThat(((Command.Sequence) ShellParser.parse(script)).items()).isEmpty();
  }

  @Test
  void function_isDefinedInEitherForm() {
    assertThat(only("f() { a; }")).isInstanceOf(Command.Function.class);
    assertThat(only("f ()\n(a)")).isInstanceOf(Command.Function.class);
    assertThat(only("function f { a; }")).isInstanceOf(Command.Function.class);
  }
}
