// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program {@code sed}. */
final class Sed {

  private static final Map<String, Character> NAMES =
      Map.of(
          "quiet", 'n',
          "silent", 'n',
          "regexp-extended", 'r',
          "expression", 'e',
          "file", 'f',
          "in-place", 'i');

  private final ShellProcess process;
  private final List<SedScript.Command> script;
  private final boolean quiet;

  private Sed(ShellProcess process, List<SedScript.Command> script, boolean quiet) {
    this.process = process;
    this.script = script;
    this.quiet = quiet;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    var args = new ArrayList<>(process.args());
    // The suffix stands in the same word, or there is none.
    String suffix = "";
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).matches("-i.+|--in-place=.+")) {
        suffix = args.get(i).replaceFirst("-i|--in-place=", "");
        args.set(i, "-i");
      }
    }
    Options options = Options.parse(args, "nEre:f:isz", NAMES);
    var files = new ArrayList<>(options.operands());
    var scripts = new ArrayList<>(options.values('e'));
    for (String file : options.values('f')) {
      scripts.add(Files.readString(process.path(file)));
    }
    if (scripts.isEmpty()) {
      if (files.isEmpty()) {
        throw new UsageException("no script");
      }
      scripts.add(files.remove(0));
    }
    var sed =
        new Sed(
            process,
            SedScript.parse(String.join("\n", scripts), options.has('E') || options.has('r')),
            options.has('n'));
    return options.has('i') ? sed.inPlace(files, suffix) : sed.print(files);
  }

  private int print(List<String> files) throws IOException, InterruptedException {
    var edit = new SedEdit(process, script, quiet, TextPrograms.allLines(process, files));
    TextPrograms.print(process, edit.run());
    return edit.status();
  }

  private int inPlace(List<String> files, String suffix) throws IOException {
    for (String file : files) {
      Path path = process.path(file);
      List<String> lines = Files.readAllLines(path);
      if (!suffix.isEmpty()) {
        Files.writeString(process.path(file + suffix), Files.readString(path));
      }
      List<String> result = new SedEdit(process, script, quiet, lines).run();
      Files.writeString(path, result.isEmpty() ? "" : String.join("\n", result) + "\n");
    }
    return 0;
  }
}
