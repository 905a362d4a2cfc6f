// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The program {@code diff}, in the unified format that is the only one of BusyBox. */
final class Diff {

  private static final int TROUBLE = 2;

  private final ShellProcess process;
  private final Options options;
  private boolean differs;

  private Diff(ShellProcess process, Options options) {
    this.process = process;
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "abBdiL:NqrsS:tTU:wu");
    List<String> names = options.operands();
    if (names.size() != 2) {
      throw new UsageException("missing operand");
    }
    for (String name : names) {
      if (!name.equals("-") && !Files.exists(process.path(name))) {
        process.error("can't stat '" + name + "': " + Errno.NO_ENTRY);
        return TROUBLE;
      }
    }
    var diff = new Diff(process, options);
    diff.compare(names.get(0), names.get(1));
    return diff.differs ? 1 : 0;
  }

  private void compare(String first, String second) throws IOException {
    boolean firstIsDirectory = isDirectory(first);
    boolean secondIsDirectory = isDirectory(second);
    if (firstIsDirectory && secondIsDirectory) {
      directories(first, second);
    } else if (firstIsDirectory) {
      files(first + "/" + last(second), second);
    } else if (secondIsDirectory) {
      files(first, second + "/" + last(first));
    } else {
      files(first, second);
    }
  }

  private boolean isDirectory(String name) {
    return !name.equals("-") && Files.isDirectory(process.path(name));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private void directories(String first, String second) throws IOException {
    var names = new TreeSet<String>();
    names.addAll(children(first));
    names.addAll(children(second));
    for (String name : names) {
      String one = first + "/" + name;
      String other = second + "/" + name;
      boolean inBoth = Files.exists(process.path(one)) && Files.exists(process.path(other));
      if (!inBoth) {
        differs = true;
        String where = Files.exists(process.path(one)) ? first : second;
        process.println("Only in " + where + ": " + name);
      } else if (!isDirectory(one) || options.has('r')) {
        compare(one, other);
      } else {
        process.println("Common subdirectories: " + one + " and " + other);
      }
    }
  }

  private List<String> children(String directory) throws IOException {
    try (Stream<Path> all = Files.list(process.path(directory))) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private void files(String first, String second) throws IOException {
    Text before = Text.of(Compare.read(process, first));
    Text after = Text.of(Compare.read(process, second));
    List<LineDifference> edits =
        LineDifference.between(before.compared(options), after.compared(options));
    boolean same = edits.stream().allMatch(edit -> edit.kind() == LineDifference.Kind.SAME);
    if (same && before.endsLine() == after.endsLine()) {
      if (options.has('s')) {
        process.println("Files " + first + " and " + second + " are identical");
      }
      return;
    }
    differs = true;
    if (options.has('q')) {
      process.println("Files " + first + " and " + second + " differ");
      return;
    }
    List<String> labels = options.values('L');
    process.println("--- " + (labels.isEmpty() ? first : labels.get(0)));
    process.println("+++ " + (labels.size() < 2 ? second : labels.get(1)));
    int context = options.number('U', 3);
    process.print(
        LineDifference.unified(edits, before.lines(), after.lines(), context)
            .replace("\0", "\n\\ No newline at end of file"));
  }

  /** The lines of a file; the last one, if nothing ends it, ends with a zero. */
  private record Text(List<String> lines, boolean endsLine) {

    static Text of(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean ends = text.isEmpty() || text.endsWith("\n");
      var lines = new ArrayList<>(text.lines().toList());
      if (!ends) {
        lines.set(lines.size() - 1, lines.get(lines.size() - 1) + "\0");
      }
      return new Text(List.copyOf(lines), ends);
    }

    /** The lines as they are compared. */
    List<String> compared(Options options) {
      return lines.stream().map(line -> compared(line, options)).toList();
    }

    private static String compared(String line, Options options) {
      String text = line;
      if (options.has('w')) {
        text = text.replaceAll("\\s+", "");
      } else if (options.has('b')) {
        text = text.replaceAll("\\s+", " ").stripTrailing();
      }
      return options.has('i') ? text.toLowerCase(java.util.Locale.ROOT) : text;
    }
  }
}
