// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {

  private static final KindTester PODS = KindTester.of(ResourceType.PODS);

  @Test
  void headings_areKubectls() {
    assertThat(PODS.headings())
        .containsExactly(
            "Name",
            "Ready",
            "Status",
            "Restarts",
            "Age",
            "IP",
            "Node",
            "Nominated Node",
            "Readiness Gates");
  }

  /** Container a, container b, init container i and sidecar s, by their statuses. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{phase: Pending} | 0/3 Pending 0",
        "{phase: Running, containerStatuses: [{name: a, ready: true, state: {running: {}}}]}"
            + " | 1/3 Running 0",
        "{phase: Running, containerStatuses: [{name: a, restartCount: 2, state: {waiting: {reason:"
            + " CrashLoopBackOff}}, lastState: {terminated: {finishedAt:"
            + " '2026-01-01T00:05:00Z'}}}]} | 0/3 CrashLoopBackOff 2 (5m ago)",
        "{phase: Running, containerStatuses: [{name: a, state: {terminated: {reason: Completed}}},"
            + " {name: b, ready: true, state: {running: {}}}], conditions: [{type: Ready, status:"
            + " 'True'}]} | 1/3 Running 0",
        "{phase: Running, containerStatuses: [{name: a, state: {terminated: {reason: Completed}}},"
            + " {name: b, ready: true, state: {running: {}}}]} | 1/3 NotReady 0",
        "{phase: Succeeded, containerStatuses: [{name: a, state: {terminated: {reason:"
            + " Completed}}}]} | 0/3 Completed 0",
        "{phase: Running, containerStatuses: [{name: a, state: {terminated: {exitCode: 3}}}]}"
            + " | 0/3 ExitCode:3 0",
        "{phase: Running, containerStatuses: [{name: a, state: {terminated: {signal: 9}}}]}"
            + " | 0/3 Signal:9 0",
        "{phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}}]}"
            + " | 0/3 Init:0/2 0",
        "{phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}},"
            + " {name: s, state: {waiting: {reason: PodInitializing}}}]} | 0/3 Init:1/2 0",
        "{phase: Pending, initContainerStatuses: [{name: i, restartCount: 1, state: {waiting:"
            + " {reason: CrashLoopBackOff}}}]} | 0/3 Init:CrashLoopBackOff 1",
        "{phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 2,"
            + " reason: Error}}}]} | 0/3 Init:Error 0",
        "{phase: Running, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}},"
            + " {name: s, started: true, ready: true, restartCount: 1, state: {running: {}}}],"
            + " containerStatuses: [{name: a, ready: true, restartCount: 2, state: {running: {}}}]}"
            + " | 2/3 Running 3",
        "{phase: Failed, reason: Evicted} | 0/3 Evicted 0",
        "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
            + " SchedulingGated}]} | 0/3 SchedulingGated 0",
      })
  void status_isReadAsKubectlReadsIt(String status, String expected) {
    String spec =
        "{containers: [{name: a}, {name: b}],"
            + " initContainers: [{name: i}, {name: s, restartPolicy: Always}]}";

    assertThat(
            String.join(
                " ",
                PODS.row("{metadata: {name: p}, spec: " + spec + ", status: " + status + "}")
                    .subList(1, 4)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Running, Terminating", "Succeeded, Succeeded"})
  void deletedPod_isTerminatingUnlessItHasEnded(String phase, String status) {
    assertThat(
            PODS.row(
                "{metadata: {name: p, deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: "
                    + phase
                    + "}}"))
        .element(2)
        .isEqualTo(status);
  }

  @Test
  void wideColumns_sayNoneWhereThereIsNothing() {
    assertThat(PODS.row("{metadata: {name: p, creationTimestamp: '2026-01-01T00:00:00Z'}}"))
        .containsExactly("p", "0/0", "", "0", "10m", "<none>", "<none>", "<none>", "<none>");
  }

  @Test
  void wideColumns_showAddressNodeAndGates() {
    assertThat(
            PODS.row(
                """
                metadata: {name: p, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec: {nodeName: n1, readinessGates: [{conditionType: x}, {conditionType: y}]}
                status:
                  podIPs: [{ip: 10.0.0.1}]
                  nominatedNodeName: n2
                  conditions: [{type: x, status: 'True'}]
                """))
        .endsWith("10.0.0.1", "n1", "n2", "1/2");
  }
}
