// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The lines of one file that {@code grep} shows: those selected, and those around them. */
final class GrepContext {

  /** A line that may still come before a selected one. */
  private record Passed(int number, String line) {}

  private final ShellProcess process;
  private final Options options;
  private final String title;
  private final int before;
  private final int after;
  private final Deque<Passed> passed = new ArrayDeque<>();
  private int owed;
  private int shown;

  GrepContext(ShellProcess process, Options options, String title) throws UsageException {
    this.process = process;
    this.options = options;
    this.title = title;
    int both = options.number('C', 0);
    this.before = options.number('B', both);
    this.after = options.number('A', both);
  }

  /** What stands before a line, with the mark of its kind. */
  String prefix(int number, String mark) {
    return (title.isEmpty() ? "" : title + mark) + (options.has('n') ? number + mark : "");
  }

  void selected(int number, String line) throws IOException {
    int first = number - passed.size();
    if (before + after > 0 && shown > 0 && first > shown + 1) {
      process.println("--");
    }
    for (Passed one : passed) {
      process.println(prefix(one.number(), "-") + one.line());
    }
    passed.clear();
    process.println(prefix(number, ":") + line);
    shown = number;
    owed = after;
  }

  void notSelected(int number, String line) throws IOException {
    boolean silent = options.has('c') || options.has('q') || options.has('l') || options.has('o');
    if (owed > 0 && !silent) {
      owed--;
      shown = number;
      process.println(prefix(number, "-") + line);
      return;
    }
    passed.add(new Passed(number, line));
    if (passed.size() > before) {
      passed.remove();
    }
  }
}
