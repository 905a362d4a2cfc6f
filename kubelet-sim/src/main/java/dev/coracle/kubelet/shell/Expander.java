// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.syntax.Braces;
import dev.coracle.kubelet.shell.syntax.Command;
import dev.coracle.kubelet.shell.syntax.Names;
import dev.coracle.kubelet.shell.syntax.ShellPattern;
import dev.coracle.kubelet.shell.syntax.TestException;
import dev.coracle.kubelet.shell.syntax.Word;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Turns the words of a script into the words of a command. */
final class Expander {

  private final Interpreter shell;
  private int status;

  Expander(Interpreter shell) {
    this.shell = shell;
  }

  /** The status of the last command substitution since {@link #forgetStatus}. */
  int status() {
    return status;
  }

  void forgetStatus() {
    status = 0;
  }

  /** The words, expanded, split and globbed. */
  List<String> fields(List<Word> words) {
    var fields = new Fields(shell, true);
    for (Word word : words) {
      for (Word braced : Braces.expand(word, shell.state().isBash())) {
        expand(tilde(braced), fields);
        fields.end();
      }
    }
    return fields.texts();
  }

  /** The value of an assignment: a tilde stands for the home also after a colon. */
  String assigned(Word word) {
    var parts = new java.util.ArrayList<Word.Part>();
    String home = shell.state().get("HOME").orElse("/root");
    for (Word.Part part : word.parts()) {
      parts.add(
          part instanceof Word.Literal literal && !literal.quoted()
              ? new Word.Literal(literal.text().replaceAll(":~(?=/|:|$)", ":" + home), false)
              : part);
    }
    return single(new Word(parts));
  }

  /** The word, expanded, but always exactly one. */
  String single(Word word) {
    var fields = new Fields(shell, false);
    expand(tilde(word), fields);
    return fields.joined();
  }

  /** The word as a pattern: what was quoted in it is escaped. */
  String pattern(Word word) {
    var fields = new Fields(shell, false);
    expand(word, fields);
    return fields.joinedPattern();
  }

  private void expand(Word word, Fields fields) {
    for (Word.Part part : word.parts()) {
      if (part instanceof Word.Literal literal) {
        fields.append(literal.text(), literal.quoted());
      } else if (part instanceof Word.Parameter parameter) {
        parameter(parameter, fields);
      } else if (part instanceof Word.Substitution substitution) {
        fields.appendResult(output(substitution.script()), substitution.quoted());
      } else if (part instanceof Word.Arithmetic arithmetic) {
        String value = String.valueOf(evaluate(single(arithmetic.expression())));
        fields.appendResult(value, arithmetic.quoted());
      }
    }
  }

  private long evaluate(String expression) {
    try {
      return ArithmeticEvaluator.evaluate(expression, shell.state());
    } catch (TestException e) {
      throw shell.fail(Errno.text(e), shell.state().isBash() ? 1 : 2);
    }
  }

  private String output(Command script) {
    var buffer = new ByteArrayOutputStream();
    Interpreter child = shell.subshell();
    child.state().setDescriptors(shell.state().descriptors().withOutput(1, buffer));
    status = child.runToExit(script);
    shell.state().setStatus(status);
    String text = buffer.toString(StandardCharsets.UTF_8).replace("\0", "");
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end);
  }

  private void parameter(Word.Parameter parameter, Fields fields) {
    String name = parameter.name();
    boolean all = name.equals("@") || (name.equals("*") && !parameter.quoted());
    if (all && parameter.operator().isEmpty()) {
      fields.appendAll(shell.state().arguments(), parameter.quoted());
      return;
    }
    Optional<String> value = shell.state().get(name);
    switch (parameter.operator()) {
      case "-", ":-" -> orWord(value, parameter, fields);
      case "+", ":+" -> {
        if (isSet(value, parameter)) {
          expandArgument(parameter, fields);
        } else if (parameter.quoted()) {
          fields.append("", true);
        }
      }
      case "=", ":=" -> {
        if (!isSet(value, parameter)) {
          shell.state().set(name, single(parameter.argument()));
        }
        fields.appendResult(shell.state().get(name).orElse(""), parameter.quoted());
      }
      case "?", ":?" -> {
        if (!isSet(value, parameter)) {
          throw missing(parameter);
        }
        fields.appendResult(value.orElse(""), parameter.quoted());
      }
      default -> {
        if (value.isEmpty() && shell.state().option('u') && Names.isPart(name.charAt(0), false)) {
          throw shell.fail(
              name + (shell.state().isBash() ? ": unbound variable" : ": parameter not set"),
              shell.state().isBash() ? 1 : 2);
        }
        fields.appendResult(changed(value.orElse(""), parameter), parameter.quoted());
      }
    }
  }

  private void orWord(Optional<String> value, Word.Parameter parameter, Fields fields) {
    if (isSet(value, parameter)) {
      fields.appendResult(value.orElse(""), parameter.quoted());
    } else {
      expandArgument(parameter, fields);
    }
  }

  private void expandArgument(Word.Parameter parameter, Fields fields) {
    if (parameter.quoted()) {
      fields.append(single(parameter.argument()), true);
    } else {
      expand(parameter.argument(), fields);
    }
  }

  private static boolean isSet(Optional<String> value, Word.Parameter parameter) {
    boolean colon = parameter.operator().startsWith(":");
    return value.isPresent() && !(colon && value.get().isEmpty());
  }

  private ProcessEnd.Exit missing(Word.Parameter parameter) {
    String given = single(parameter.argument());
    boolean bash = shell.state().isBash();
    String standard = bash ? "parameter null or not set" : "parameter not set or null";
    String plain = parameter.operator().equals("?") ? "parameter not set" : standard;
    return shell.fail(parameter.name() + ": " + (given.isEmpty() ? plain : given), bash ? 127 : 2);
  }

  private String changed(String value, Word.Parameter parameter) {
    String operator = parameter.operator();
    return switch (operator) {
      case "" -> value;
      case "length" ->
          String.valueOf(
              parameter.name().equals("@") || parameter.name().equals("*")
                  ? shell.state().arguments().size()
                  : value.length());
      case ":" -> substring(value, single(parameter.argument()));
      case "/", "//" ->
          ShellPattern.replace(
              value,
              pattern(parameter.argument()),
              single(parameter.replacement()),
              operator.equals("//"));
      case "^^" -> value.toUpperCase(java.util.Locale.ROOT);
      case ",," -> value.toLowerCase(java.util.Locale.ROOT);
      default -> ShellPattern.trim(value, pattern(parameter.argument()), operator);
    };
  }

  private String substring(String value, String range) {
    String[] ends = range.split(":", 2);
    int length = value.length();
    int from = (int) evaluate(ends[0]);
    from = Math.max(0, Math.min(length, from < 0 ? length + from : from));
    int count = ends.length < 2 ? length : (int) evaluate(ends[1]);
    int to = count < 0 ? length + count : Math.min(length, from + count);
    return value.substring(from, Math.max(from, to));
  }

  private Word tilde(Word word) {
    if (word.parts().isEmpty()
        || !(word.parts().get(0) instanceof Word.Literal first)
        || first.quoted()
        || !(first.text().equals("~") || first.text().startsWith("~/"))) {
      return word;
    }
    var parts = new java.util.ArrayList<>(word.parts());
    String home = shell.state().get("HOME").orElse("/root");
    parts.set(0, new Word.Literal(home + first.text().substring(1), false));
    return new Word(parts);
  }
}
