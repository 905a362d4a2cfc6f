// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.Programs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/** {@code agnhost logs-generator}: writes a number of lines, evenly over a duration. */
final class LogsGenerator implements Programs.Main {

  private static final DateTimeFormatter KLOG =
      DateTimeFormatter.ofPattern("'I'MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] METHODS = {"POST", "PUT", "GET"};
  private static final String[] NAMESPACES = {"default", "kube-system", "ns"};

  private final int lines;
  private final Duration duration;
  private final Random random = new Random(0);

  LogsGenerator(Flags flags) {
    lines = flags.number("log-lines-total", flags.number("t", 0));
    duration = flags.duration("run-duration", flags.duration("d", Duration.ZERO));
  }

  @Override
  public int run(ContainerContext context) throws InterruptedException {
    if (lines <= 0) {
      context.stderr().println("Invalid total number of lines: " + lines);
      return 255;
    }
    if (duration.isZero() || duration.isNegative()) {
      context.stderr().println("Invalid duration: " + duration.toSeconds() + "s");
      return 255;
    }
    for (int i = 0; i < lines; i++) {
      context.stderr().println(line(context.time().now(), i));
      context.time().sleep(duration.dividedBy(lines));
    }
    return 0;
  }

  private String line(Instant now, int number) {
    return "%s       1 logs_generator.go:76] %d %s /api/v1/namespaces/%s/pods/%s %d"
        .formatted(
            KLOG.format(now),
            number,
            METHODS[random.nextInt(METHODS.length)],
            NAMESPACES[random.nextInt(NAMESPACES.length)],
            Integer.toString(random.nextInt(36 * 36 * 36), 36),
            200 + random.nextInt(400));
  }
}
