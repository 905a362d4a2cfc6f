// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.RegexSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code sed}, with the commands s, p, d and q, each with an address. */
final class Sed {

  private static final Pattern COMMAND =
      Pattern.compile(
          "\\s*(?:([0-9]+|\\$)(?:,([0-9]+|\\$))?|/((?:[^/\\\\]|\\\\.)*)/)?\\s*(!?)([spdq=])(.*)");

  /** One command: where it applies, what it does. */
  private record Step(
      String from, String to, String match, boolean not, char kind, Substitution substitution) {}

  /** The inside of an s command. */
  private record Substitution(Pattern pattern, String replacement, boolean all, boolean prints) {}

  private final ShellProcess process;
  private final Options options;
  private final List<Step> steps = new ArrayList<>();

  private Sed(ShellProcess process, Options options) {
    this.process = process;
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "nEre:is");
    var sed = new Sed(process, options);
    var files = new ArrayList<>(options.operands());
    var scripts = new ArrayList<>(options.values('e'));
    if (scripts.isEmpty() && !files.isEmpty()) {
      scripts.add(files.remove(0));
    }
    for (String script : scripts) {
      for (String command : script.split("[;\n](?=\\s*(?:[0-9$]|/|[spdq=]))")) {
        sed.read(command);
      }
    }
    return sed.edit(files);
  }

  private void read(String command) throws UsageException {
    Matcher matcher = COMMAND.matcher(command);
    if (!matcher.matches()) {
      throw new UsageException("unsupported command " + command);
    }
    char kind = matcher.group(5).charAt(0);
    steps.add(
        new Step(
            text(matcher.group(1)),
            text(matcher.group(2)),
            text(matcher.group(3)),
            !matcher.group(4).isEmpty(),
            kind,
            substitution(kind == 's' ? matcher.group(6) : "///")));
  }

  private static String text(@org.jspecify.annotations.Nullable String group) {
    return group == null ? "" : group;
  }

  private Substitution substitution(String text) throws UsageException {
    if (text.isEmpty()) {
      throw new UsageException("bad option in substitution expression");
    }
    String delimiter = text.substring(0, 1);
    String[] parts = text.substring(1).split("(?<!\\\\)" + Pattern.quote(delimiter), -1);
    if (parts.length < 3) {
      throw new UsageException("unmatched '" + delimiter + "'");
    }
    boolean extended = options.has('E') || options.has('r');
    String expression = parts[0].replace("\\" + delimiter, delimiter);
    String replacement =
        parts[1]
            .replace("\\" + delimiter, delimiter)
            .replace("$", "\\$")
            .replaceAll("\\\\([0-9])", "\\$$1")
            .replaceAll("(?<!\\\\)&", "\\$0")
            .replace("\\&", "&")
            .replace("\\n", "\n");
    return new Substitution(
        RegexSyntax.compile(expression, extended, parts[2].contains("i") || parts[2].contains("I")),
        replacement,
        parts[2].contains("g"),
        parts[2].contains("p"));
  }

  private int edit(List<String> files) throws IOException, InterruptedException {
    if (!options.has('i')) {
      TextPrograms.print(process, edited(TextPrograms.allLines(process, files)));
      return 0;
    }
    for (String file : files) {
      List<String> result = edited(Files.readAllLines(process.path(file)));
      Files.writeString(
          process.path(file), result.isEmpty() ? "" : String.join("\n", result) + "\n");
    }
    return 0;
  }

  private List<String> edited(List<String> lines) {
    var out = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      if (!line(lines.get(i), i + 1, lines.size(), out)) {
        break;
      }
    }
    return out;
  }

  private boolean line(String original, int number, int last, List<String> out) {
    String line = original;
    boolean more = true;
    for (Step step : steps) {
      if (applies(step, line, number, last) == step.not()) {
        continue;
      }
      switch (step.kind()) {
        case 'd' -> {
          return true;
        }
        case 'p' -> out.add(line);
        case '=' -> out.add(String.valueOf(number));
        case 'q' -> more = false;
        default -> line = substitute(step.substitution(), line, out);
      }
      if (!more) {
        break;
      }
    }
    if (!options.has('n')) {
      out.add(line);
    }
    return more;
  }

  private static String substitute(Substitution substitution, String line, List<String> out) {
    Matcher matcher = substitution.pattern().matcher(line);
    if (!matcher.find()) {
      return line;
    }
    String result =
        substitution.all()
            ? matcher.replaceAll(substitution.replacement())
            : matcher.replaceFirst(substitution.replacement());
    if (substitution.prints()) {
      out.add(result);
    }
    return result;
  }

  private static boolean applies(Step step, String line, int number, int last) {
    if (!step.match().isEmpty()) {
      return RegexSyntax.compile(step.match(), false, false).matcher(line).find();
    }
    if (step.from().isEmpty()) {
      return true;
    }
    int from = step.from().equals("$") ? last : Integer.parseInt(step.from());
    int to =
        step.to().isEmpty() ? from : step.to().equals("$") ? last : Integer.parseInt(step.to());
    return number >= from && number <= to;
  }
}
