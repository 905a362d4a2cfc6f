// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether somebody may stop this JVM at a breakpoint: {@code -Dcoracle.debug} says so, and a
 * debugger among its arguments. What is cut off by the real clock may then take a day, so that
 * nothing has ended when the JVM goes on.
 */
final class Debugging {

  private static final String PROPERTY = "coracle.debug";
  private static final Duration DAY = Duration.ofDays(1);

  private Debugging() {}

  /** Found when something first has a limit, and not with every start of a cluster. */
  private static final class ThisJvm {

    static final boolean DEBUGGED =
        isDebugged(
            Optional.ofNullable(System.getProperty(PROPERTY)),
            Stream.concat(
                ProcessHandle.current().info().arguments().stream().flatMap(Arrays::stream),
                Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                    .flatMap(name -> Optional.ofNullable(System.getenv(name)).stream())));
  }

  static boolean isDebugged(Optional<String> property, Stream<String> arguments) {
    return property
        .map(value -> !value.equals("false"))
        .orElseGet(
            () -> arguments.anyMatch(a -> a.contains("-agentlib:jdwp") || a.contains("-Xrunjdwp")));
  }

  /** The longer limit where somebody debugs. */
  static Duration limit(Duration limit) {
    return isOn() && limit.compareTo(DAY) < 0 ? DAY : limit;
  }

  static boolean isOn() {
    return ThisJvm.DEBUGGED;
  }
}
