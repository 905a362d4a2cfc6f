// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.Names;
import dev.coracle.kubelet.shell.syntax.Quoting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The built-in commands about variables. */
final class VariableBuiltins {

  private VariableBuiltins() {}

  static int export(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    if (arguments.isEmpty() || arguments.equals(List.of("-p"))) {
      var listing = new StringBuilder();
      state
          .environment()
          .forEach(
              (name, value) ->
                  listing
                      .append("export ")
                      .append(name)
                      .append('=')
                      .append(Quoting.single(value))
                      .append('\n'));
      return Builtins.print(shell, listing.toString());
    }
    checkNames(shell, "export", arguments);
    boolean remove = arguments.get(0).equals("-n");
    for (String argument : arguments) {
      if (argument.startsWith("-")) {
        continue;
      }
      String name = assign(state, argument);
      if (remove) {
        state.unexport(name);
      } else {
        state.export(name);
      }
    }
    return 0;
  }

  static int readOnly(Interpreter shell, List<String> arguments) {
    ShellState state = shell.state();
    if (arguments.isEmpty() || arguments.equals(List.of("-p"))) {
      for (String name : state.readOnly()) {
        String value = state.get(name).map(text -> "=" + Quoting.single(text)).orElse("");
        Builtins.print(shell, "readonly " + name + value + "\n");
      }
      return 0;
    }
    checkNames(shell, "readonly", arguments);
    arguments.stream()
        .filter(argument -> !argument.startsWith("-"))
        .forEach(argument -> state.protect(assign(state, argument)));
    return 0;
  }

  static int local(Interpreter shell, List<String> arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        shell.state().makeLocal(argument.split("=", 2)[0]);
        assign(shell.state(), argument);
      }
    }
    return 0;
  }

  /** Complains of what is no name of a variable. */
  private static void checkNames(Interpreter shell, String builtin, List<String> arguments) {
    for (String argument : arguments) {
      String name = argument.split("=", 2)[0];
      if (!argument.startsWith("-") && !Names.isName(name)) {
        throw shell.fail(builtin + ": " + name + ": bad variable name", 2);
      }
    }
  }

  private static String assign(ShellState state, String argument) {
    int equals = argument.indexOf('=');
    if (equals < 0) {
      return argument;
    }
    String name = argument.substring(0, equals);
    state.set(name, argument.substring(equals + 1));
    return name;
  }

  static int unset(Interpreter shell, List<String> arguments) {
    boolean functions = arguments.contains("-f");
    if (!functions) {
      checkNames(shell, "unset", arguments);
    }
    for (String name : arguments) {
      if (functions) {
        shell.state().undefine(name);
      } else {
        shell.state().unset(name);
      }
    }
    return 0;
  }

  static int let(Interpreter shell, List<String> arguments) {
    return shell.reporting(
        "let",
        () -> {
          long value = 0;
          for (String argument : arguments) {
            value = ArithmeticEvaluator.evaluate(argument, shell.state());
          }
          return value == 0 ? 1 : 0;
        });
  }

  static int read(Interpreter shell, List<String> arguments) {
    try {
      Options options = Options.parse(arguments, "rsp:t:n:d:u:");
      if (options.has('t')) {
        // A stream cannot be asked for less than all the time that it takes.
        throw new UsageException("-t is not supported");
      }
      var open = shell.state().descriptors();
      InputStream in =
          options.has('u')
              ? open.inputs().getOrDefault(options.number('u', 0), InputStream.nullInputStream())
              : open.in();
      if (options.has('p')) {
        shell.say(options.value('p').orElseThrow());
      }
      Line line =
          readLine(
              in,
              options.has('r'),
              options.number('n', Integer.MAX_VALUE),
              options.value('d').map(end -> end.isEmpty() ? '\0' : end.charAt(0)).orElse('\n'));
      assignFields(shell.state(), line.text(), options.operands());
      return line.ended() ? 0 : 1;
    } catch (UsageException e) {
      shell.message("read: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      shell.checkpoint();
      return 1;
    }
  }

  /** A line, and whether its end has come. */
  private record Line(String text, boolean ended) {}

  // Byte by byte: what follows the line is for whoever reads next.
  private static Line readLine(InputStream in, boolean raw, int most, char end) throws IOException {
    var line = new ByteArrayOutputStream();
    int b = most == 0 ? end : in.read();
    while (b >= 0 && b != end) {
      if (b == '\\' && !raw) {
        b = in.read();
        if (b == '\n') {
          b = in.read();
          continue;
        }
      }
      line.write(b);
      b = line.size() == most ? end : in.read();
    }
    return new Line(line.toString(StandardCharsets.UTF_8), b >= 0);
  }

  private static void assignFields(ShellState state, String line, List<String> names) {
    List<String> targets = names.isEmpty() ? List.of("REPLY") : names;
    String separators = state.get("IFS").orElse(" \t\n");
    String rest = names.isEmpty() ? line : strip(line, separators);
    for (int i = 0; i < targets.size(); i++) {
      int end = i == targets.size() - 1 ? rest.length() : indexOf(rest, separators);
      state.set(targets.get(i), rest.substring(0, end));
      rest = end < rest.length() ? strip(rest.substring(end + 1), separators) : "";
    }
  }

  private static int indexOf(String text, String separators) {
    int i = 0;
    while (i < text.length() && separators.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static String strip(String text, String separators) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start), separators)) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1), separators)) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c, String separators) {
    return Character.isWhitespace(c) && separators.indexOf(c) >= 0;
  }
}
