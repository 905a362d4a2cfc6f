// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodVolumesTest {

  private final KubeletTester node = new KubeletTester();

  @BeforeEach
  void createSources() {
    node.create(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: map}, data: {a: one, b: two}}
        """);
    node.create(
        """
        {apiVersion: v1, kind: Secret, metadata: {name: secret}, data: {key: c2VjcmV0}}
        """);
  }

  @AfterEach
  void close() {
    node.close();
  }

  /** A Pod that sleeps, with one volume and its mount. */
  private void pod(String volume, String mount) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, labels: {app: web}, annotations: {note: hi}}
        spec:
          volumes: [{name: v, %s}]
          containers:
          - {name: main, image: busybox, command: [sleep, "100000"], volumeMounts: [{name: v, %s}]}
        """
            .formatted(volume, mount));
  }

  @ParameterizedTest(name = "{0} at {1}: {2}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          configMap: {name: map}                      => mountPath: /v   => cd /v; ls; cat a b             => a|b|onetwo
          configMap: {name: map, items: [{key: a, path: x/y}]} => mountPath: /v => cd /v; ls x; cat x/y => y|one
          configMap: {name: map, defaultMode: 256}    => mountPath: /v   => stat -L -c %a /v/a             => 400|
          configMap: {name: map, items: [{key: a, path: a, mode: 511}]} => mountPath: /v => stat -L -c %a /v/a => 777|
          configMap: {name: map}                      => `mountPath: /etc/a.conf, subPath: a` => cat /etc/a.conf; ls /etc | grep -c hosts => one1|
          configMap: {name: none, optional: true}     => mountPath: /v   => ls /v | wc -l                  => 0|
          configMap: {name: map, optional: true, items: [{key: none, path: n}]} => mountPath: /v => ls /v | wc -l => 0|
          secret: {secretName: secret}                => mountPath: /v   => cat /v/key                     => secret
          secret: {secretName: none, optional: true}  => mountPath: /v   => ls /v | wc -l                  => 0|
          emptyDir: {}                                => mountPath: /v   => echo x >/v/f; cat /v/f         => x|
          emptyDir: {}                                => `mountPath: /v, readOnly: true` => echo x >/v/f 2>&1 => sh: can't create /v/f: Read-only file system|[1]
          configMap: {name: map}                      => mountPath: /v   => echo x >/v/a 2>&1              => sh: can't create /v/a: Read-only file system|[1]
          downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]} => mountPath: /v => cat /v/l => app="web"
          downwardAPI: {items: [{path: l, fieldRef: {fieldPath: "metadata.annotations['note']"}}]} => mountPath: /v => cat /v/l => hi
          projected: {sources: [{configMap: {name: map}}, {secret: {name: secret}}]} => mountPath: /v => ls /v => a|b|key|
          projected: {sources: [{serviceAccountToken: {path: t}}]} => mountPath: /v => cat /v/t => token of p
          emptyDir: {}                                => mountPath: /v   => stat -c %A /v /tmp /etc        => drwxrwxrwx|drwxrwxrwx|drwxr-xr-x|
          emptyDir: {}                                => mountPath: /v   => mkdir /v/d; stat -c %A /v/d    => drwxr-xr-x|
          """)
  void volume_holdsWhatItsSourceSays(String volume, String mount, String script, String out)
      throws Exception {
    pod(volume, mount);

    assertThat(node.exec("p", "sh", "-c", script)).isEqualTo(out.replace('|', '\n'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          configMap: {name: none}                                  => configmap "none" not found
          secret: {secretName: none}                               => secret "none" not found
          configMap: {name: map, items: [{key: none, path: n}]}    => references non-existent config key: none
          projected: {sources: [{secret: {name: none}}]}           => secret "none" not found
          """)
  void sourceThatIsMissing_keepsThePodFromStarting(String volume, String message) {
    pod(volume, "mountPath: /v");

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("ContainerCreating");
    assertThat(node.events("p"))
        .contains("FailedMount: MountVolume.SetUp failed for volume \"v\" : " + message);
  }

  @Test
  void sourceThatAppears_letsThePodStart() {
    pod("configMap: {name: late}", "mountPath: /v");

    node.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: late}, data: {a: x}}");

    assertThat(node.phase("p")).isEqualTo("Running");
  }

  @Test
  void configMapThatChanges_isSeenExceptThroughSubPath() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          volumes: [{name: v, configMap: {name: map}}]
          containers:
          - name: main
            image: busybox
            command: [sleep, "100000"]
            volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /a, subPath: a}]
        """);
    String before = node.exec("p", "cat", "/v/a", "/a");

    node.client.patch(
        ResourceType.CONFIG_MAPS,
        KubeletTester.key("map"),
        Patch.merge(map -> Json.objectAt(map, "data").put("a", "new").putNull("b")));
    node.time.settle();

    assertThat(before).isEqualTo("oneone");
    assertThat(node.exec("p", "cat", "/v/a", "/a")).isEqualTo("newone");
    assertThat(node.exec("p", "ls", "/v")).isEqualTo("a\n");
  }

  @Test
  void labelsThatChange_areSeen() throws Exception {
    pod(
        "downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}",
        "mountPath: /v");

    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("p"),
        Patch.merge(pod -> Json.objectAt(pod, "metadata", "labels").put("app", "new")));
    node.time.settle();

    assertThat(node.exec("p", "cat", "/v/l")).isEqualTo("app=\"new\"");
  }

  @Test
  void clusterCertificate_isMadeWhenItIsLookedAt() throws Exception {
    pod("projected: {sources: [{configMap: {name: kube-root-ca.crt}}]}", "mountPath: /v");
    node.exec("p", "ls", "/");
    int before = node.certificatesMade.get();

    String seen = node.exec("p", "cat", "/v/ca.crt");

    assertThat(before).isZero();
    assertThat(seen).isEqualTo("certificate 1");
    assertThat(node.exec("p", "wc", "-c", "/v/ca.crt")).isEqualTo("13 /v/ca.crt\n");
    assertThat(node.certificatesMade).hasValue(1);
  }

  @Test
  void emptyDir_isSharedByTheContainersAndOutlivesThem() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          volumes: [{name: v, emptyDir: {}}]
          initContainers:
          - {name: init, image: busybox, command: [sh, -c, echo x >/work/f], volumeMounts: [{name: v, mountPath: /work}]}
          containers:
          - {name: main, image: busybox, command: [sleep, "100000"], volumeMounts: [{name: v, mountPath: /v}]}
        """);

    assertThat(node.exec("p", "cat", "/v/f")).isEqualTo("x\n");
  }

  @Test
  void directoriesOfOldVersions_go() throws Exception {
    pod("configMap: {name: map}", "mountPath: /v");

    for (String value : List.of("x", "y", "z")) {
      update(value);
    }

    assertThat(node.exec("p", "sh", "-c", "ls -a /v | grep -c version; cat /v/a"))
        .isEqualTo("1\nz");
  }

  @Test
  void subPath_keepsShowingWhatWasThere() throws Exception {
    pod("configMap: {name: map}", "mountPath: /etc/a.conf, subPath: a");
    node.exec("p", "cat", "/etc/a.conf");

    update("x");
    update("y");

    assertThat(node.exec("p", "cat", "/etc/a.conf")).isEqualTo("one");
  }

  private void update(String value) {
    node.client.patch(
        ResourceType.CONFIG_MAPS,
        KubeletTester.key("map"),
        Patch.merge(body -> body.putObject("data").put("a", value)));
    node.time.settle();
  }

  @Test
  void subPathExpr_isExpandedFromTheEnvironment() throws Exception {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          volumes: [{name: v, emptyDir: {}}]
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "echo x >/in/f; sleep 1000"]
            env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
            volumeMounts: [{name: v, mountPath: /in, subPathExpr: "logs-$(POD)"}, {name: v, mountPath: /all}]
        """);

    assertThat(node.exec("p", "cat", "/all/logs-p/f")).isEqualTo("x\n");
  }
}
