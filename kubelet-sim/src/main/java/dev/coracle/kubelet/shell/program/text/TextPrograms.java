// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ProcessEnd;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that pass text on, whole or in part. */
public final class TextPrograms {

  private static final Duration FOLLOW_INTERVAL = Duration.ofSeconds(1);

  private TextPrograms() {}

  /** Adds each by its name. */
  public static void addTo(Map<String, Program> programs) {
    programs.put("cat", Cat::run);
    programs.put("head", TextPrograms::head);
    programs.put("tail", TextPrograms::tail);
    programs.put("tac", TextPrograms::tac);
    programs.put("tee", TextPrograms::tee);
    programs.put("wc", WordCount::run);
    programs.put("grep", Grep::run);
    programs.put("egrep", Grep::run);
    programs.put("fgrep", Grep::run);
    programs.put("sed", Sed::run);
    programs.put("od", OctalDump::run);
    programs.put("xxd", HexDump::run);
    programs.put("cmp", Compare::run);
    programs.put("diff", Diff::run);
    LinePrograms.addTo(programs);
    Gzip.addTo(programs);
    ColumnPrograms.addTo(programs);
    ByteStreamPrograms.addTo(programs);
  }

  // "head -5" and "tail +2" are older than "-n".
  private static List<String> modern(List<String> arguments) {
    var modern = new ArrayList<>(arguments);
    for (int i = 0; i < modern.size(); i++) {
      String argument = modern.get(i);
      boolean value = i > 0 && modern.get(i - 1).matches("-[nc]");
      if (!value && argument.matches("[-+][0-9]+")) {
        modern.set(i, "-n" + argument.replaceFirst("^-", ""));
      }
    }
    return modern;
  }

  private static int head(ShellProcess process) throws IOException, InterruptedException {
    Options options =
        Options.parse(modern(process.args()), "n:c:qv", Map.of("lines", 'n', "bytes", 'c'));
    int lines = options.number('n', 10);
    int bytes = options.number('c', -1);
    return Input.each(
        process,
        options.operands(),
        (name, in) -> {
          title(process, options, name);
          if (bytes >= 0) {
            process.out().write(in.readNBytes(bytes));
          } else if (lines < 0) {
            List<String> all = allLines(in);
            print(process, all.subList(0, Math.max(0, all.size() + lines)));
          } else {
            headLines(process, in, lines);
          }
        });
  }

  /** Between files, whose names come first, there is an empty line. */
  private static void title(ShellProcess process, Options options, String name) throws IOException {
    boolean several = options.operands().size() > 1;
    if (options.has('v') || (several && !options.has('q'))) {
      boolean first = options.operands().isEmpty() || options.operands().get(0).equals(name);
      process.print((first ? "" : "\n") + "==> " + name + " <==\n");
    }
  }

  private static void headLines(ShellProcess process, InputStream in, int count)
      throws IOException {
    int[] left = {count};
    if (count > 0) {
      Input.lines(
          in,
          line -> {
            process.println(line);
            return --left[0] > 0;
          });
    }
  }

  private static int tail(ShellProcess process) throws IOException, InterruptedException {
    Options options =
        Options.parse(
            modern(process.args()),
            "n:c:fFqvs:",
            Map.of("lines", 'n', "bytes", 'c', "follow", 'f'));
    String count = options.value('n').orElse("10");
    int number = Math.abs(Options.number(count));
    int status =
        Input.each(
            process,
            options.operands(),
            (name, in) -> {
              title(process, options, name);
              if (options.has('c')) {
                tailBytes(process, in, options.value('c').orElseThrow());
              } else if (count.startsWith("+")) {
                List<String> all = allLines(in);
                print(
                    process,
                    all.subList(Math.min(all.size(), Math.max(0, number - 1)), all.size()));
              } else {
                print(process, lastLines(in, number));
              }
            });
    if (options.has('f') || options.has('F')) {
      follow(process, options.operands());
    }
    return status;
  }

  /** The last bytes, or those from the one that {@code +N} counts. */
  private static void tailBytes(ShellProcess process, InputStream in, String count)
      throws IOException {
    int number = Math.abs(Options.number(count));
    byte[] all = in.readAllBytes();
    int from = count.startsWith("+") ? Math.max(0, number - 1) : all.length - number;
    int start = Math.min(Math.max(0, from), all.length);
    process.out().write(all, start, all.length - start);
  }

  private static void follow(ShellProcess process, List<String> names)
      throws IOException, InterruptedException {
    List<Path> files = names.stream().map(process::path).toList();
    long[] positions = new long[files.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = size(files.get(i));
    }
    while (true) {
      process.session().time().sleep(FOLLOW_INTERVAL);
      process.task().check();
      for (int i = 0; i < positions.length; i++) {
        long size = size(files.get(i));
        if (size > positions[i]) {
          byte[] all = Files.readAllBytes(files.get(i));
          int from = (int) Math.min(positions[i], all.length);
          process.out().write(all, from, all.length - from);
          process.out().flush();
        }
        positions[i] = size;
      }
    }
  }

  private static long size(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.size(file) : 0;
  }

  private static List<String> lastLines(InputStream in, int count) throws IOException {
    var last = new ArrayDeque<String>();
    Input.lines(
        in,
        line -> {
          last.add(line);
          if (last.size() > count) {
            last.remove();
          }
          return true;
        });
    return List.copyOf(last);
  }

  private static List<String> allLines(InputStream in) throws IOException {
    var all = new ArrayList<String>();
    Input.lines(in, all::add);
    return all;
  }

  static List<String> allLines(ShellProcess process, List<String> files)
      throws IOException, InterruptedException {
    var all = new ArrayList<String>();
    int status = Input.each(process, files, (name, in) -> Input.lines(in, all::add));
    if (status != 0) {
      throw new ProcessEnd.Exit(status);
    }
    return all;
  }

  static void print(ShellProcess process, List<String> lines) throws IOException {
    process.print(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  private static int tac(ShellProcess process) throws IOException, InterruptedException {
    List<String> lines = allLines(process, process.args());
    java.util.Collections.reverse(lines);
    print(process, lines);
    return 0;
  }

  private static int tee(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "ai");
    var files = new ArrayList<OutputStream>();
    try {
      for (String name : options.operands()) {
        files.add(process.files().write(name, options.has('a')));
      }
      byte[] buffer = new byte[8192];
      InputStream in = process.in();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        process.out().write(buffer, 0, count);
        process.out().flush();
        for (OutputStream file : files) {
          file.write(buffer, 0, count);
        }
      }
      return 0;
    } finally {
      for (OutputStream file : files) {
        file.close();
      }
    }
  }
}
