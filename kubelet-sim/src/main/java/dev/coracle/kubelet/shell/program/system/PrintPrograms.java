// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.Escapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs that compute a few words and print them. */
final class PrintPrograms {

  private PrintPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("echo", PrintPrograms::echo);
    programs.put("printf", PrintPrograms::printf);
    programs.put("true", process -> 0);
    programs.put("false", process -> 1);
    programs.put("basename", PrintPrograms::basename);
    programs.put("dirname", PrintPrograms::dirname);
    programs.put("seq", Seq::run);
    programs.put("expr", process -> Expr.run(process));
    programs.put("yes", PrintPrograms::yes);
  }

  private static int echo(ShellProcess process) throws IOException {
    List<String> words = process.args();
    boolean newline = true;
    boolean escapes = false;
    int first = 0;
    while (first < words.size() && words.get(first).matches("-[neE]+")) {
      newline &= words.get(first).indexOf('n') < 0;
      escapes |= words.get(first).indexOf('e') >= 0;
      first++;
    }
    String text = String.join(" ", words.subList(first, words.size()));
    if (escapes) {
      String written = Escapes.beforeEnd(text);
      newline &= written.length() == text.length();
      text = Escapes.expand(written, false);
    }
    process.print(text + (newline ? "\n" : ""));
    return 0;
  }

  private static int printf(ShellProcess process) throws IOException {
    List<String> args = process.args();
    int first = !args.isEmpty() && args.get(0).equals("--") ? 1 : 0;
    if (args.size() == first) {
      process.error("usage: printf FORMAT [ARG]...");
      return 2;
    }
    String format = Escapes.beforeEnd(args.get(first));
    var printf = new Printf(args.subList(first + 1, args.size()));
    do {
      process.print(printf.format(format));
    } while (printf.goesOn() && format.length() == args.get(first).length());
    for (String complaint : printf.complaints()) {
      process.error(complaint);
    }
    return printf.complaints().isEmpty() ? 0 : 1;
  }

  private static int basename(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "as:", Map.of("multiple", 'a', "suffix", 's'));
    List<String> names = options.operands();
    if (names.isEmpty()) {
      throw new UsageException("missing operand");
    }
    boolean many = options.has('a') || options.has('s');
    String suffix = options.value('s').orElse(!many && names.size() > 1 ? names.get(1) : "");
    for (String name : many ? names : names.subList(0, 1)) {
      process.println(base(name, suffix));
    }
    return 0;
  }

  private static String base(String name, String suffix) {
    String bare = name.replaceFirst("/+$", "");
    if (bare.isEmpty()) {
      return name.isEmpty() ? "" : "/";
    }
    String base = bare.substring(bare.lastIndexOf('/') + 1);
    boolean cut = base.endsWith(suffix) && !base.equals(suffix);
    return cut ? base.substring(0, base.length() - suffix.length()) : base;
  }

  private static int dirname(ShellProcess process) throws IOException {
    String name = first(process);
    Path parent = process.directory().getFileSystem().getPath(name).getParent();
    process.println(parent == null ? (name.startsWith("/") ? "/" : ".") : parent.toString());
    return 0;
  }

  static String first(ShellProcess process) throws UsageException {
    return process.args().stream()
        .findFirst()
        .orElseThrow(() -> new UsageException("missing operand"));
  }

  private static int yes(ShellProcess process) throws IOException {
    String line = process.args().isEmpty() ? "y" : String.join(" ", process.args());
    while (true) {
      process.task().check();
      process.println(line);
    }
  }
}
