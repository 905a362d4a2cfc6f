// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** The program {@code wc}. */
final class WordCount {

  /** The counts in the order in which they are printed. */
  private static final String LETTERS = "lwmcL";

  private WordCount() {}

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), LETTERS);
    long[] total = new long[LETTERS.length()];
    int status =
        Input.each(
            process,
            options.operands(),
            (name, in) -> {
              long[] counts = counts(in.readAllBytes());
              for (int i = 0; i < counts.length; i++) {
                boolean longest = LETTERS.charAt(i) == 'L';
                total[i] = longest ? Math.max(total[i], counts[i]) : total[i] + counts[i];
              }
              process.println(row(counts, options, options.operands().isEmpty() ? "" : name));
            });
    if (options.operands().size() > 1) {
      process.println(row(total, options, "total"));
    }
    return status;
  }

  private static long[] counts(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long lines = text.chars().filter(c -> c == '\n').count();
    String stripped = text.strip();
    long words = stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
    long longest =
        text.lines().mapToLong(line -> line.codePointCount(0, line.length())).max().orElse(0);
    return new long[] {lines, words, text.codePointCount(0, text.length()), bytes.length, longest};
  }

  private static String row(long[] counts, Options options, String name) {
    boolean usual = LETTERS.chars().noneMatch(letter -> options.has((char) letter));
    var columns = new ArrayList<Long>();
    for (int i = 0; i < counts.length; i++) {
      char letter = LETTERS.charAt(i);
      if (usual ? "lwc".indexOf(letter) >= 0 : options.has(letter)) {
        columns.add(counts[i]);
      }
    }
    String numbers =
        columns.size() == 1
            ? String.valueOf(columns.get(0))
            : String.join(" ", columns.stream().map("%9d"::formatted).toList());
    return name.isEmpty() ? numbers : numbers + " " + name;
  }
}
