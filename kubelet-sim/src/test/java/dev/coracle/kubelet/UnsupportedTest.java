// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.program.UnsupportedVolumes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node does not do is said, and never done halfway. */
class UnsupportedTest {

  private static final String REMEDY =
      "; remove it, or have an empty directory in its place with unsupportedVolumes(EMPTY)";

  private KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void use(KubeletOptions options) {
    node.close();
    node = new KubeletTester(options);
  }

  private static KubeletOptions options() {
    return KubeletOptions.of("cluster.local", List.of("10.96.0.10"));
  }

  private void pod(String spec) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: %s
        """
            .formatted(spec));
  }

  private void podWithVolume(String volume) {
    pod(
        """
        {volumes: [{name: v, %s}], containers: [{name: c, image: busybox, command: [sleep, "1000"], volumeMounts: [{name: v, mountPath: /v}]}]}
        """
            .formatted(volume));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          persistentVolumeClaim: {claimName: nope}       => persistentvolumeclaim "nope" not found (volume v; Coracle has no persistent volumes)
          nfs: {server: a, path: /b}                     => volume v: type nfs is not implemented by Coracle
          csi: {driver: d}                               => volume v: type csi is not implemented by Coracle
          ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}} => volume v: type ephemeral is not implemented by Coracle
          """)
  void volumeThatIsNotImplemented_keepsThePodFromStarting(String volume, String message) {
    podWithVolume(volume);

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.events("p")).contains("FailedMount: " + message + REMEDY);
  }

  @Test
  void volumeThatIsNotImplemented_isEmptyWhereThatIsAsked() throws Exception {
    use(options().withUnsupportedVolumes(UnsupportedVolumes.EMPTY));

    podWithVolume("persistentVolumeClaim: {claimName: nope}");

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.exec("p", "sh", "-c", "echo x >/v/f; ls /v")).isEqualTo("f\n");
    assertThat(node.events("p"))
        .contains(
            "VolumeNotSupported: persistentvolumeclaim \"nope\" not found (volume v; Coracle has no"
                + " persistent volumes); it is an empty directory");
  }

  @Test
  void hostPath_isATreeOfTheNode() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: writer}
        spec:
          volumes: [{name: v, hostPath: {path: /data, type: DirectoryOrCreate}}]
          containers: [{name: c, image: busybox, command: [sh, -c, "echo hello >/v/f; sleep 1000"], volumeMounts: [{name: v, mountPath: /v}]}]
        """);

    podWithVolume("hostPath: {path: /data, type: Directory}");

    assertThat(node.exec("p", "cat", "/v/f")).isEqualTo("hello\n");
  }

  @Test
  void hostPathOfAnotherType_keepsThePodFromStarting() {
    podWithVolume("hostPath: {path: /run/docker.sock, type: Socket}");

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.events("p"))
        .contains(
            "FailedMount: MountVolume.SetUp failed for volume \"v\" : hostPath type check failed:"
                + " /run/docker.sock is not a socket file");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          {hostPID: true, containers: [{name: c, image: nginx}]}  => spec.hostPID: accepted, but not acted on by Coracle
          """)
  void fieldThatIsNotActedOn_isNamedInAnEvent(String spec, String message) {
    pod(spec);

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.events("p")).contains("FieldIgnored: " + message);
  }

  @Test
  void hostPort_isActedOnByTheNetwork_soNothingIsSaid() {
    pod("{containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 18100}]}]}");

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.events("p")).noneMatch(event -> event.startsWith("FieldIgnored"));
  }

  @Test
  void podOfAnotherSystem_isRefused() {
    pod("{os: {name: windows}, containers: [{name: c, image: nginx}]}");

    assertThat(node.phase("p")).isEqualTo("Failed");
    assertThat(node.pod("p").text("status", "reason")).isEqualTo("PodOSNotSupported");
  }

  @Test
  void containerWithARule_isStartedAgainByIt() {
    pod(
        """
        {restartPolicy: Never, containers: [{name: c, image: busybox, restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}], command: [sh, -c, "sleep 1; exit 42"]}]}
        """);

    node.advance(Duration.ofSeconds(2));

    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.container("p").path("restartCount").asInt()).isEqualTo(1);
  }

  @Test
  void hostNetworkPod_knowsItselfAsTheNode() throws Exception {
    pod("{hostNetwork: true, containers: [{name: c, image: busybox, command: [sleep, \"1000\"]}]}");

    assertThat(node.exec("p", "hostname")).isEqualTo("node-1\n");
    assertThat(node.exec("p", "sh", "-c", "grep -c 10.96.0.10 /etc/resolv.conf")).startsWith("0");
    assertThat(node.exec("p", "cat", "/etc/hosts")).contains("(host network)", "\tnode-1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          exec: {command: [redis-cli, ping]} => redis-cli
          grpc: {port: 7070}                 => gRPC health service
          """)
  void probeOfAStandIn_saysWhatTheStandInLacks(String probe, String what) {
    pod("{containers: [{name: c, image: \"redis:7\", readinessProbe: {%s}}]}".formatted(probe));

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(node.events("p"))
        .anySatisfy(
            event ->
                assertThat(event)
                    .startsWith("Unhealthy: Readiness probe failed: image \"redis:7\" is not")
                    .contains(
                        "no " + what, "images.add(\"redis:7\", ...)", "standInsPassProbes()"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "exec: {command: [sh, -c, 'mysqladmin ping']}",
        "exec: {command: [cat, /tmp/healthy]}",
        "tcpSocket: {port: 6379}",
        "httpGet: {port: 9090}",
        "httpGet: {port: 9090, scheme: HTTPS}"
      })
  void probeThatAStandInFails_saysWhoWasAsked(String probe) {
    pod("{containers: [{name: c, image: \"redis:7\", readinessProbe: {%s}}]}".formatted(probe));

    assertThat(node.condition("p", "Ready")).isEqualTo("False");
    assertThat(node.events("p"))
        .anySatisfy(
            event ->
                assertThat(event)
                    .startsWith("Unhealthy: Readiness probe failed: ")
                    .endsWith(
                        " (image \"redis:7\" is not registered, and a stand-in was asked, which"
                            + " serves HTTP on the ports that its container declares and has the"
                            + " programs of busybox: register the image with"
                            + " images.add(\"redis:7\", ...), or have stand-ins pass their probes"
                            + " with standInsPassProbes())"));
  }

  @Test
  void probeOfAStandIn_passesWhereThatIsAsked() {
    use(options().withStandInsPassingProbes(true));

    pod(
        "{containers: [{name: c, image: \"redis:7\", readinessProbe: {exec: {command:"
            + " [redis-cli]}}}]}");

    assertThat(node.condition("p", "Ready")).isEqualTo("True");
    assertThat(node.events("p"))
        .contains(
            "ImageSimulated: Image \"redis:7\" is not registered: its Pod runs a stand-in, which"
                + " passes its probes");
  }
}
