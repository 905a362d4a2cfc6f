// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The program {@code seq}: counts, with as many decimals as its operands have. */
final class Seq {

  private static final int CHUNK = 4096;

  private Seq() {}

  static int run(ShellProcess process) throws IOException {
    Options options =
        Options.parse(
            process.args().stream()
                .map(arg -> arg.matches("-[0-9.].*") ? "\0" + arg : arg)
                .toList(),
            "ws:");
    List<BigDecimal> numbers = new ArrayList<>();
    for (String operand : options.operands()) {
      numbers.add(number(operand.replace("\0", "")));
    }
    if (numbers.isEmpty()) {
      throw new UsageException("missing operand");
    }
    BigDecimal first = numbers.size() > 1 ? numbers.get(0) : BigDecimal.ONE;
    BigDecimal step = numbers.size() > 2 ? numbers.get(1) : BigDecimal.ONE;
    BigDecimal last = numbers.get(numbers.size() - 1);
    int scale = Math.max(first.scale(), step.scale());
    int width =
        options.has('w')
            ? Math.max(text(first, scale, 0).length(), text(last, scale, 0).length())
            : 0;
    count(process, first, step, last, options.value('s').orElse("\n"), scale, width);
    return 0;
  }

  private static void count(
      ShellProcess process,
      BigDecimal first,
      BigDecimal step,
      BigDecimal last,
      String separator,
      int scale,
      int width)
      throws IOException {
    var out = new StringBuilder();
    boolean any = false;
    int direction = step.signum();
    BigDecimal number = first;
    while (direction == 0 || number.compareTo(last) * direction <= 0) {
      out.append(any ? separator : "").append(text(number, scale, width));
      any = true;
      number = number.add(step);
      if (out.length() > CHUNK) {
        process.task().check();
        process.print(out.toString());
        out.setLength(0);
      }
    }
    process.print(any ? out + "\n" : "");
  }

  private static String text(BigDecimal number, int scale, int width) {
    String text = number.setScale(scale).toPlainString();
    String sign = text.startsWith("-") ? "-" : "";
    return sign + "0".repeat(Math.max(0, width - text.length())) + text.substring(sign.length());
  }

  private static BigDecimal number(String text) throws UsageException {
    try {
      BigDecimal number = new BigDecimal(text);
      return number.scale() < 0 ? number.setScale(0) : number;
    } catch (NumberFormatException e) {
      throw new UsageException("invalid number '" + text + "'");
    }
  }
}
