// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes of every kind that is implemented, and the ways to mount them. */
class VolumeKindsTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  @BeforeEach
  void createSources() {
    node.apply(
        """
        kind: ConfigMap
        metadata: {name: settings}
        data: {colour: red, size: big}
        binaryData: {bin: AAEC}
        """);
    node.apply(
        """
        kind: ConfigMap
        metadata: {name: more}
        data: {colour: blue, shape: round}
        """);
    node.apply(
        """
        kind: Secret
        metadata: {name: keys}
        stringData: {token: t, password: p}
        """);
  }

  private void pod(String volumes, String mounts) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, labels: {app: web, tier: front}, annotations: {note: hello}}
        spec:
          volumes: [%s]
          containers:
          - name: main
            image: busybox
            command: [sleep, "100000"]
            resources: {requests: {cpu: 250m, memory: 64Mi}, limits: {cpu: "1"}}
            env: [{name: WHO, value: me}]
            volumeMounts: [%s]
        """
            .formatted(volumes, mounts));
  }

  private String sh(String script) throws Exception {
    return node.exec("p", "sh", "-c", script);
  }

  private static final String AT_V = "{name: v, mountPath: /v}";

  @ParameterizedTest(name = "[{0}] {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          configMap: {name: settings}                                                            | ls /v                      | bin#colour#size
          configMap: {name: settings}                                                            | cat /v/colour              | red
          configMap: {name: settings}                                                            | wc -c </v/bin              | 3
          configMap: {name: settings, items: [{key: colour, path: c}]}                           | ls /v                      | c
          configMap: {name: settings, items: [{key: colour, path: a/b/c}]}                       | cat /v/a/b/c               | red
          configMap: {name: settings, items: [{key: colour, path: c}, {key: size, path: d/s}]}   | find /v -name '[cs]' -not -path '*..*' | /v/c
          configMap: {name: settings, defaultMode: 256}                                          | stat -L -c %a /v/colour    | 400
          configMap: {name: settings}                                                            | stat -L -c %a /v/colour    | 644
          configMap: {name: settings, defaultMode: 256, items: [{key: colour, path: c, mode: 511}, {key: size, path: s}]} | stat -L -c %a /v/c /v/s | 777#400
          configMap: {name: none, optional: true}                                                | ls /v                      | ~~
          configMap: {name: settings, optional: true, items: [{key: none, path: n}, {key: size, path: s}]} | ls /v            | s
          secret: {secretName: keys}                                                             | ls /v; cat /v/token        | password#token#t
          secret: {secretName: keys, items: [{key: token, path: my/token}]}                      | cat /v/my/token            | t
          secret: {secretName: none, optional: true}                                             | ls /v                      | ~~
          secret: {secretName: keys, defaultMode: 288}                                           | stat -L -c %a /v/token     | 440
          emptyDir: {}                                                                           | ls /v; echo x >/v/f; cat /v/f | x
          emptyDir: {medium: Memory, sizeLimit: 1Mi}                                             | echo x >/v/f; cat /v/f     | x
          emptyDir: {}                                                                           | stat -c %a /v              | 777
          hostPath: {path: /data}                                                                | echo x >/v/f; cat /v/f     | x
          hostPath: {path: /data, type: DirectoryOrCreate}                                       | ls /v                      | ~~
          downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}             | cat /v/name                | p
          downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}         | cat /v/labels              | app="web"#tier="front"
          downwardAPI: {items: [{path: a/note, fieldRef: {fieldPath: "metadata.annotations['note']"}}]} | cat /v/a/note       | hello
          downwardAPI: {items: [{path: cpu, resourceFieldRef: {containerName: main, resource: requests.cpu, divisor: 1m}}]} | cat /v/cpu | 250
          downwardAPI: {items: [{path: mem, resourceFieldRef: {containerName: main, resource: requests.memory, divisor: 1Mi}}]} | cat /v/mem | 64
          downwardAPI: {items: [{path: lim, resourceFieldRef: {containerName: main, resource: limits.memory, divisor: 1Gi}}]} | cat /v/lim | 32
          downwardAPI: {defaultMode: 256, items: [{path: a, mode: 292, fieldRef: {fieldPath: metadata.name}}, {path: b, fieldRef: {fieldPath: metadata.uid}}]} | stat -L -c %a /v/a /v/b | 444#400
          projected: {sources: [{configMap: {name: settings}}, {secret: {name: keys}}]}          | ls /v                      | bin#colour#password#size#token
          projected: {sources: [{configMap: {name: settings, items: [{key: colour, path: x/c}]}}, {downwardAPI: {items: [{path: x/n, fieldRef: {fieldPath: metadata.name}}]}}]} | cat /v/x/c /v/x/n | redp
          projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 600}}]}   | cat /v/token               | token of p
          projected: {sources: [{configMap: {name: none, optional: true}}, {secret: {name: keys}}]} | ls /v                   | password#token
          projected: {defaultMode: 256, sources: [{secret: {name: keys, items: [{key: token, path: t, mode: 292}, {key: password, path: p}]}}]} | stat -L -c %a /v/t /v/p | 444#400
          projected: {sources: []}                                                               | ls /v                      | ~~
          """)
  void volume_holdsWhatItsSourceSays(String source, String script, String out) throws Exception {
    pod("{name: v, " + source + "}", AT_V);

    assertThat(sh(script).strip()).isEqualTo(out.replace('#', '\n'));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          configMap: {name: none}                                                       | configmap "none" not found
          configMap: {name: settings, items: [{key: none, path: n}]}                    | references non-existent config key: none
          secret: {secretName: none}                                                    | secret "none" not found
          secret: {secretName: keys, items: [{key: none, path: n}]}                     | references non-existent secret key: none
          projected: {sources: [{configMap: {name: none}}]}                             | configmap "none" not found
          projected: {sources: [{secret: {name: none}}]}                                | secret "none" not found
          hostPath: {path: /none, type: Directory}                                      | hostPath type check failed: /none is not a directory
          hostPath: {path: /none, type: File}                                           | hostPath type check failed: /none is not a file
          """)
  void missingSource_keepsThePodWaiting(String source, String message) {
    pod("{name: v, " + source + "}", AT_V);

    assertThat(node.phase("p")).isEqualTo("Pending");
    assertThat(node.container("p").at("/state/waiting/reason").asString())
        .isEqualTo("ContainerCreating");
    assertThat(node.events("p"))
        .contains("FailedMount: MountVolume.SetUp failed for volume \"v\" : " + message);
  }

  @Test
  void podThatWaitsForItsVolume_triesAgain() {
    pod("{name: v, configMap: {name: late}}", AT_V);
    node.advance(Duration.ofSeconds(5));
    String before = node.phase("p");

    node.apply("{kind: ConfigMap, metadata: {name: late}, data: {k: v}}");

    assertThat(before).isEqualTo("Pending");
    assertThat(node.phase("p")).isEqualTo("Running");
    assertThat(node.network.log().stream().filter(e -> e.startsWith("attach")).count())
        .isEqualTo(1 + node.network.log().stream().filter(e -> e.startsWith("detach")).count());
  }

  @ParameterizedTest(name = "[{1}] {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          emptyDir: {}                | {name: v, mountPath: /v, readOnly: true}                    | echo x >/v/f               | Read-only file system
          configMap: {name: settings} | {name: v, mountPath: /v}                                    | echo x >/v/f               | Read-only file system
          configMap: {name: settings} | {name: v, mountPath: /v}                                    | echo x >/v/colour          | Read-only file system
          configMap: {name: settings} | {name: v, mountPath: /v}                                    | rm /v/colour               | Read-only file system
          secret: {secretName: keys}  | {name: v, mountPath: /v}                                    | mkdir /v/d                 | Read-only file system
          emptyDir: {}                | {name: v, mountPath: /v}, {name: v, mountPath: /w, readOnly: true} | echo x >/v/f; cat /w/f; echo y >/w/f | Read-only file system
          """)
  void readOnlyMount_cannotBeWrittenTo(String source, String mounts, String script, String message)
      throws Exception {
    pod("{name: v, " + source + "}", mounts);

    assertThat(sh(script + " 2>&1; true")).contains(message);
  }

  @ParameterizedTest(name = "[{1}] {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          emptyDir: {}                | {name: v, mountPath: /a}, {name: v, mountPath: /b}          | echo x >/a/f; cat /b/f     | x
          emptyDir: {}                | {name: v, mountPath: /v/}                                   | echo x >/v/f; cat /v/f     | x
          emptyDir: {}                | {name: v, mountPath: /deep/er/v}                            | echo x >/deep/er/v/f; cat /deep/er/v/f | x
          emptyDir: {}                | {name: v, mountPath: /tmp}                                  | echo x >/tmp/f; ls /tmp    | f
          emptyDir: {}                | {name: v, mountPath: /v, subPath: d}, {name: v, mountPath: /w} | echo x >/v/f; cat /w/d/f | x
          emptyDir: {}                | {name: v, mountPath: /v, subPathExpr: $(WHO)/x}, {name: v, mountPath: /w} | echo x >/v/f; cat /w/me/x/f | x
          configMap: {name: settings} | {name: v, mountPath: /etc/colour, subPath: colour}          | cat /etc/colour; cat /etc/hostname | redp
          configMap: {name: settings} | {name: v, mountPath: /v, subPath: colour}                   | cat /v                     | red
          configMap: {name: settings} | {name: v, mountPath: /v}, {name: v, mountPath: /w}          | cat /v/size /w/size        | bigbig
          """)
  void volume_isMountedWhereItIsAskedFor(String source, String mounts, String script, String out)
      throws Exception {
    pod("{name: v, " + source + "}", mounts);

    assertThat(sh(script).strip()).isEqualTo(out);
  }

  @Test
  void mountWithinAMount_isSeenThroughIt() throws Exception {
    pod(
        "{name: outer, emptyDir: {}}, {name: inner, configMap: {name: settings}}",
        "{name: outer, mountPath: /v}, {name: inner, mountPath: /v/config}");

    assertThat(sh("echo x >/v/f; cat /v/f /v/config/colour")).isEqualTo("x\nred");
    assertThat(sh("ls /v")).isEqualTo("config\nf\n");
  }

  private void patch(ResourceType type, String name, String data) {
    node.client.patch(
        type,
        KubeletTester.key(name),
        Patch.merge(body -> body.set("data", dev.coracle.api.Json.parse(data))));
    node.time.settle();
  }

  @Test
  void changedConfigMap_changesItsFilesAtOnce() throws Exception {
    pod("{name: v, configMap: {name: settings}}", AT_V);
    String before = sh("readlink /v/..data");

    patch(
        ResourceType.CONFIG_MAPS,
        "settings",
        "{\"colour\": \"green\", \"size\": null, \"new\": \"n\"}");

    assertThat(sh("cat /v/colour /v/new; ls /v | tr '\\n' ' '")).isEqualTo("greennbin colour new ");
    assertThat(sh("readlink /v/..data")).isNotEqualTo(before);
  }

  @Test
  void changedSecret_changesItsFiles() throws Exception {
    pod("{name: v, projected: {sources: [{secret: {name: keys}}]}}", AT_V);

    patch(ResourceType.SECRETS, "keys", "{\"token\": \"bmV3\"}");

    assertThat(sh("cat /v/token")).isEqualTo("new");
  }

  @Test
  void deletedConfigMap_leavesItsFiles() throws Exception {
    pod("{name: v, configMap: {name: settings}}", AT_V);

    node.client.delete(ResourceType.CONFIG_MAPS, KubeletTester.key("settings"));
    node.time.settle();

    assertThat(sh("cat /v/colour")).isEqualTo("red");
  }

  @Test
  void optionalConfigMapThatComesLater_fillsTheVolume() throws Exception {
    pod("{name: v, configMap: {name: late, optional: true}}", AT_V);
    String before = sh("ls /v");

    node.apply("{kind: ConfigMap, metadata: {name: late}, data: {k: value}}");

    assertThat(before).isEmpty();
    assertThat(sh("cat /v/k")).isEqualTo("value");
  }

  @Test
  void changedLabels_changeTheFilesThatShowThem() throws Exception {
    pod(
        "{name: v, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}},"
            + " {path: note, fieldRef: {fieldPath: \"metadata.annotations['note']\"}}]}}",
        AT_V);

    node.client.patch(
        ResourceType.PODS,
        KubeletTester.key("p"),
        Patch.merge(
            body -> {
              body.putObject("metadata").putObject("labels").put("app", "api").putNull("tier");
              body.withObject("metadata").putObject("annotations").put("note", "bye");
            }));
    node.time.settle();

    assertThat(sh("cat /v/labels; echo; cat /v/note")).isEqualTo("app=\"api\"\nbye");
  }

  @Test
  void emptyDir_survivesTheContainerAndNotThePod() throws Exception {
    pod("{name: v, emptyDir: {}}", AT_V);
    String made = sh("echo kept >/v/f; echo lost >/f");

    node.kubelets.crash(KubeletTester.key("p"), "main", 1);
    node.time.settle();
    String after = sh("cat /v/f; cat /f 2>/dev/null || echo gone");
    node.delete("p");
    pod("{name: v, emptyDir: {}}", AT_V);

    assertThat(made).isEmpty();
    assertThat(after).isEqualTo("kept\ngone\n");
    assertThat(sh("ls /v")).isEmpty();
  }

  @Test
  void hostPath_outlivesThePod() throws Exception {
    pod("{name: v, hostPath: {path: /data}}", AT_V);
    String made = sh("echo kept >/v/f");
    node.delete("p");

    pod("{name: v, hostPath: {path: /data/f, type: File}}", "{name: v, mountPath: /g}");

    assertThat(made).isEmpty();
    assertThat(sh("cat /g")).isEqualTo("kept\n");
  }

  @Test
  void volumeThatNobodyMounts_isNotSeen() throws Exception {
    pod("{name: v, emptyDir: {}}, {name: w, configMap: {name: settings}}", AT_V);

    assertThat(sh("ls /w 2>&1; true")).contains("No such file or directory");
  }
}
