// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunAsTest {

  private static PodSpec pod(String context) {
    return new PodSpec(
        KubeObject.parse(
            """
            {"metadata": {"name": "p", "namespace": "shop", "uid": "u-1"},
             "spec": {"securityContext": %s}}
            """
                .formatted(context)));
  }

  private static ContainerSpec container(String context) {
    return new ContainerSpec(Json.parse("{\"name\": \"c\", \"securityContext\": " + context + "}"));
  }

  private static String text(RunAs who) {
    return who.user()
        + ":"
        + who.group()
        + who.groups().stream().map(group -> " " + group).collect(Collectors.joining());
  }

  @ParameterizedTest(name = "Pod {0}, container {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {}                                          | {}                                   | 0:0
          {"runAsUser": 1000}                         | {}                                   | 1000:0
          {"runAsUser": 1000}                         | {"runAsUser": 2000}                  | 2000:0
          {"runAsUser": 1000}                         | {"runAsUser": null}                  | 1000:0
          {"runAsUser": 1000}                         | {"runAsUser": 0}                     | 0:0
          {"runAsGroup": 3000}                        | {}                                   | 0:3000
          {"runAsGroup": 3000}                        | {"runAsGroup": 4000}                 | 0:4000
          {"runAsUser": 1, "runAsGroup": 2}           | {"runAsUser": 3}                     | 3:2
          {"fsGroup": 5000}                           | {}                                   | 0:0 5000
          {"supplementalGroups": [7, 8]}              | {}                                   | 0:0 7 8
          {"supplementalGroups": [7], "fsGroup": 9}   | {"runAsUser": 1}                     | 1:0 7 9
          {"supplementalGroups": [9, 7], "fsGroup": 9}| {}                                   | 0:0 9 7
          {"runAsNonRoot": true}                      | {}                                   | 0:0
          {"runAsNonRoot": true, "runAsUser": 5}      | {}                                   | 5:0
          {"runAsNonRoot": true}                      | {"runAsUser": 5}                     | 5:0
          {"runAsNonRoot": true, "runAsUser": 0}      | {"runAsNonRoot": false}              | 0:0
          {"runAsNonRoot": true, "runAsUser": 0}      | {"runAsUser": 6}                     | 6:0
          null                                        | null                                 | 0:0
          """)
  void user_isThatOfTheContainerOrOfItsPod(String pod, String container, String expected) {
    assertThat(text(RunAs.of(pod(pod), container(container)))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "Pod {0}, container {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"runAsNonRoot": true, "runAsUser": 0} | {}
          {"runAsNonRoot": true}                 | {"runAsUser": 0}
          {"runAsUser": 0}                       | {"runAsNonRoot": true}
          {"runAsUser": 7}                       | {"runAsNonRoot": true, "runAsUser": 0}
          {"runAsNonRoot": false}                | {"runAsNonRoot": true, "runAsUser": 0}
          """)
  void rootThatMustNotBe_isRefused(String pod, String container) {
    assertThatThrownBy(() -> RunAs.of(pod(pod), container(container)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "container's runAsUser breaks non-root policy (pod: \"p_shop(u-1)\", container: c)");
  }
}
