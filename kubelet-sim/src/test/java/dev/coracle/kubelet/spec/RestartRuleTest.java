// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which containers are started again after they have ended. */
class RestartRuleTest {

  private static final String IN =
      "[{\"action\": \"Restart\", \"exitCodes\": {\"operator\": \"In\", \"values\": [42, 7]}}]";
  private static final String NOT_IN =
      "[{\"action\": \"Restart\", \"exitCodes\": {\"operator\": \"NotIn\", \"values\": [42]}}]";

  @ParameterizedTest(name = "Pod {0}, own {1}, rules {2}, exit {3}: {4}")
  @CsvSource({
    "Always,    '',        '',     0,  true",
    "Always,    '',        '',     1,  true",
    "'',        '',        '',     0,  true",
    "OnFailure, '',        '',     0,  false",
    "OnFailure, '',        '',     1,  true",
    "Never,     '',        '',     1,  false",
    "Always,    Never,     '',     1,  false",
    "Always,    OnFailure, '',     0,  false",
    "Never,     Always,    '',     0,  true",
    "Never,     OnFailure, '',     1,  true",
    "Never,     Never,     in,     42, true",
    "Never,     Never,     in,     7,  true",
    "Never,     Never,     in,     1,  false",
    "Never,     Never,     not in, 42, false",
    "Never,     Never,     not in, 1,  true",
    "Never,     OnFailure, in,     1,  true",
  })
  void container_isStartedAgain(String pod, String own, String rules, int exit, boolean again) {
    String list = rules.equals("in") ? IN : rules.equals("not in") ? NOT_IN : "[]";
    PodSpec spec =
        new PodSpec(KubeObject.parse("{\"spec\": {\"restartPolicy\": \"%s\"}}".formatted(pod)));
    ContainerSpec container =
        new ContainerSpec(
            Json.parse(
                "{\"restartPolicy\": \"%s\", \"restartPolicyRules\": %s}".formatted(own, list)));

    assertThat(RestartRule.restarts(spec, container, exit)).isEqualTo(again);
  }
}
