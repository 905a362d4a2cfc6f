// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentLimitsTest {

  @ParameterizedTest(name = "{0} replicas, {1} and {2}")
  @CsvSource({
    "1, 25%, 25%, 1, 0",
    "2, 25%, 25%, 1, 0",
    "3, 25%, 25%, 1, 0",
    "4, 25%, 25%, 1, 1",
    "5, 25%, 25%, 2, 1",
    "8, 25%, 25%, 2, 2",
    "10, 25%, 25%, 3, 2",
    "0, 25%, 25%, 0, 0",
    "3, 0, 0%, 0, 1",
    "3, 0, 10, 0, 3",
    "4, 2, 0, 2, 0",
    "2, 0%, 25%, 0, 1"
  })
  void limits_followFromReplicas(
      int replicas, String maxSurge, String maxUnavailable, int surge, int unavailable) {
    DeploymentLimits limits = DeploymentLimits.of(replicas, value(maxSurge), value(maxUnavailable));

    assertThat(limits).isEqualTo(new DeploymentLimits(replicas, surge, unavailable));
  }

  private static tools.jackson.databind.JsonNode value(String text) {
    return Json.parse(text.endsWith("%") ? "\"" + text + "\"" : text);
  }
}
