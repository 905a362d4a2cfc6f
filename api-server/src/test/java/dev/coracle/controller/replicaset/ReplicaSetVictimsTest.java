// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.model.Pod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaSetVictimsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  /** A Pod of an ordinary sort, with one property changed. */
  private static Pod pod(String name, String change) {
    String json =
        """
        {"metadata": {"name": "%s", "namespace": "default", "uid": "%s",
                      "creationTimestamp": "2026-01-01T00:00:00Z",
                      "annotations": {"controller.kubernetes.io/pod-deletion-cost": "0"}},
         "spec": {"nodeName": "node-1"},
         "status": {"phase": "Running",
                    "conditions": [{"type": "Ready", "status": "True",
                                    "lastTransitionTime": "2026-01-01T00:00:01Z"}],
                    "containerStatuses": [{"name": "web", "restartCount": 0}]}}
        """
            .formatted(name, name);
    String[] parts = change.split(" -> ");
    return new Pod(KubeObject.parse(parts.length == 2 ? json.replace(parts[0], parts[1]) : json));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "nodeName": "node-1" -> "a": "b"
          "phase": "Running" -> "phase": "Pending"
          "status": "True" -> "status": "False"
          deletion-cost": "0" -> deletion-cost": "-1"
          00:00:01Z -> 00:59:00Z
          "restartCount": 0 -> "restartCount": 3
          00:00:00Z -> 00:59:59Z
          """)
  void podThatIsWorthLess_goesFirst(String change) {
    List<Pod> pods = List.of(pod("a", ""), pod("z", change), pod("b", ""));

    List<Pod> victims = ReplicaSetVictims.choose(pods, pods, 1, NOW);

    assertThat(victims).extracting(Pod::name).containsExactly("z");
  }

  @Test
  void crowdedNode_losesFirst() {
    Pod alone = pod("a", "node-1 -> node-2");
    Pod crowded = pod("z", "");

    List<Pod> victims =
        ReplicaSetVictims.choose(
            List.of(alone, crowded), List.of(alone, crowded, pod("other", "")), 1, NOW);

    assertThat(victims).containsExactly(crowded);
  }

  @Test
  void agesOfOneMagnitude_areDecidedByUid() {
    Pod younger = pod("b", "00:00:01Z -> 00:10:00Z");
    Pod older = pod("a", "");

    List<Pod> victims = ReplicaSetVictims.choose(List.of(younger, older), List.of(), 1, NOW);

    assertThat(victims).containsExactly(older);
  }
}
