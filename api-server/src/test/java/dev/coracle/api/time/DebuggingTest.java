// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebuggingTest {

  @ParameterizedTest(name = "coracle.debug={0} {1}")
  @CsvSource({
    ",               -Xmx1g,                                               false",
    ",               '-agentlib:jdwp=transport=dt_socket,server=y',        true",
    ",               '-ea -agentlib:jdwp=transport=dt_socket,suspend=n',   true",
    ",               '-Xrunjdwp:transport=dt_socket',                      true",
    "'',             -Xmx1g,                                               true",
    "true,           -Xmx1g,                                               true",
    "false,          '-agentlib:jdwp=transport=dt_socket',                 false",
  })
  void debugger_isFoundAmongTheArgumentsUnlessThePropertySays(
      String property, String argument, boolean debugged) {
    assertThat(Debugging.isDebugged(Optional.ofNullable(property), Stream.of(argument)))
        .isEqualTo(debugged);
  }

  @Test
  void virtualTime_keepsItsLimits() {
    try (VirtualTime time = new VirtualTime(Instant.EPOCH)) {
      assertThat(time.limit(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }
  }
}
