// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The program {@code factor}. */
final class Factor {

  private Factor() {}

  static int run(ShellProcess process) throws IOException {
    List<String> numbers = process.args();
    if (numbers.isEmpty()) {
      String text = new String(process.in().readAllBytes(), StandardCharsets.UTF_8).strip();
      numbers = text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }
    for (String number : numbers) {
      if (!number.matches("[0-9]{1,18}")) {
        throw new UsageException("invalid number '" + number + "'");
      }
      process.println(number + ":" + factors(process, Long.parseLong(number)));
    }
    return 0;
  }

  private static String factors(ShellProcess process, long number) {
    var factors = new ArrayList<String>();
    long left = number;
    for (long divisor = 2; divisor * divisor <= left; divisor++) {
      if (divisor % 100_000 == 0) {
        process.task().check();
      }
      while (left % divisor == 0) {
        factors.add(" " + divisor);
        left /= divisor;
      }
    }
    return String.join("", factors) + (left > 1 ? " " + left : "");
  }
}
