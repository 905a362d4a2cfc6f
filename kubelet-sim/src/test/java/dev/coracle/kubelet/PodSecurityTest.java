// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the security contexts of a Pod and its containers come to. */
class PodSecurityTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void pod(String shared, String own) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          securityContext: {%s}
          containers: [{name: c, image: busybox, command: [sleep, "1000"], securityContext: {%s}}]
        """
            .formatted(shared, own));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                 | ~~                 | id        | uid=0(root) gid=0(root) groups=0(root)
          runAsUser: 1000                    | ~~                 | id        | uid=1000 gid=0(root) groups=0(root)
          runAsUser: 1000, runAsGroup: 3000  | ~~                 | id        | uid=1000 gid=3000 groups=3000
          runAsUser: 1000, fsGroup: 2000     | ~~                 | id        | uid=1000 gid=0(root) groups=0(root),2000
          runAsUser: 1000                    | runAsUser: 7       | id -u     | 7
          supplementalGroups: [5, 6]         | runAsGroup: 4      | id -G     | 4 5 6
          ~~                                 | ~~                 | whoami    | root
          runAsUser: 1000                    | ~~                 | whoami; : | ~whoami: unknown uid 1000~
          runAsUser: 1000                    | ~~                 | echo $HOME| /
          ~~                                 | ~~                 | echo $HOME| /root
          ~~                                 | runAsNonRoot: true | echo in   | in
          """)
  void processes_runAsTheUserOfTheirContext(String shared, String own, String script, String out)
      throws Exception {
    pod(shared, own);

    assertThat(node.exec("p", "sh", "-c", script).strip()).isEqualTo(out);
  }

  @Test
  void rootThatMustNotBe_waitsWithItsReason() {
    pod("runAsUser: 0", "runAsNonRoot: true");
    node.advance(Duration.ofSeconds(30));

    String message =
        "container's runAsUser breaks non-root policy (pod: \"p_default("
            + node.pod("p").uid()
            + ")\", container: c)";
    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("CreateContainerConfigError");
    assertThat(node.container("p").at("/state/waiting/message").asString()).isEqualTo(message);
    assertThat(node.events("p")).contains("Failed: Error: " + message);
  }

  @Test
  void readOnlyRoot_cannotBeWrittenTo() throws Exception {
    pod("", "readOnlyRootFilesystem: true");

    assertThat(node.exec("p", "sh", "-c", "echo x >/tmp/f || echo refused"))
        .contains("Read-only file system");
    assertThat(node.exec("p", "sh", "-c", "cat /etc/hostname")).isEqualTo("p\n");
  }

  @Test
  void unsafeSysctl_keepsThePodOut() {
    pod("sysctls: [{name: kernel.msgmax, value: '1'}]", "");

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("SysctlForbidden");
    assertThat(node.pod("p").text("status", "message"))
        .isEqualTo("Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted");
    assertThat(node.events("p"))
        .containsExactly(
            "SysctlForbidden: Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not"
                + " allowlisted");
  }

  @Test
  void podThatIsTooLargeForItsNode_isRefusedAndLeavesRoomForOthers() {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: {containers: [{name: c, image: busybox, resources: {requests: {cpu: "9"}}}]}
        """);
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: q}
        spec: {containers: [{name: c, image: busybox, command: [sleep, "1000"], resources: {requests: {cpu: "8"}}}]}
        """);

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("OutOfcpu");
    assertThat(node.pod("p").text("status", "message"))
        .isEqualTo(
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 9000, used: 0,"
                + " capacity: 8000");
    assertThat(node.phase("q")).isEqualTo("Running");
  }
}
