// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

  private static final Map<String, String> VALUES = Map.of("A", "1", "B", "2");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "$(A), 1",
    "x$(A)y$(B)z, x1y2z",
    "$(C), $(C)",
    "$$(A), $(A)",
    "$$$(A), $1",
    "$A, $A",
    "$(A, $(A",
    "cost $, cost $",
    "$(), $()",
  })
  void references_areReplacedWhereKnown(String text, String expanded) {
    assertThat(Expansion.expand(text, name -> Optional.ofNullable(VALUES.get(name))))
        .isEqualTo(expanded);
  }
}
