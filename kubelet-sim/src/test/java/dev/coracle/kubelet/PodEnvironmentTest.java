// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static dev.coracle.program.Programs.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What containers find around them: environment, volumes and {@code /etc}. */
class PodEnvironmentTest {

  private static final String SETTINGS =
      """
      kind: ConfigMap
      apiVersion: v1
      metadata: {name: settings}
      data: {color: red, size: "9"}
      """;
  private static final String APP =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: app, labels: {app: shop}}
      spec:
        containers:
        - name: app
          image: app:1
          env:
          - {name: WHERE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
          - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
          - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
          - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
          - {name: BOTH, value: "$(COLOR) on $(WHERE), $(NONE), $$(COLOR)"}
          envFrom: [{configMapRef: {name: settings}, prefix: S_}]
          resources: {limits: {cpu: 1500m, memory: 1Gi}}
          volumeMounts:
          - {name: settings, mountPath: /settings}
          - {name: scratch, mountPath: /scratch}
        - name: other
          image: app:1
          ports: [{containerPort: 9090}]
          volumeMounts: [{name: scratch, mountPath: /shared}]
        volumes:
        - {name: settings, configMap: {name: settings}}
        - {name: scratch, emptyDir: {}}
      """;

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void environment_isMadeOfAllSources() throws Exception {
    start();

    assertThat(node.exec("app", "sh", "-c", "echo $WHERE $LABEL $CPU $COLOR $S_size; echo $BOTH"))
        .isEqualTo("node-1 shop 2 red 9\nred on node-1, $(NONE), $(COLOR)\n");
  }

  @Test
  void missingConfigMap_keepsThePodWaitingUntilItIsThere() {
    node.images.add("app:1", http(200));
    node.apply(APP);
    String before = node.phase("app");

    node.apply(SETTINGS);

    assertThat(before).isEqualTo("Pending");
    assertThat(node.phase("app")).isEqualTo("Running");
    assertThat(node.events("app"))
        .contains(
            "FailedMount: MountVolume.SetUp failed for volume \"settings\" : configmap"
                + " \"settings\" not found");
  }

  @Test
  void missingKey_isAConfigurationError() {
    node.images.add("app:1", http(200));
    node.apply(SETTINGS);

    node.apply(APP.replace("key: color", "key: colour"));

    assertThat(node.container("app").at("/state/waiting/reason").asString())
        .isEqualTo("CreateContainerConfigError");
    assertThat(node.container("app").at("/state/waiting/message").asString())
        .isEqualTo("couldn't find key colour in ConfigMap default/settings");
  }

  @Test
  void configMapVolume_followsItsConfigMap() throws Exception {
    start();
    String before = node.exec("app", "cat", "/settings/color");

    node.client.patch(
        ResourceType.CONFIG_MAPS,
        KubeletTester.key("settings"),
        Patch.merge(p -> p.putObject("data").put("color", "blue").putNull("size")));
    node.advance(Duration.ZERO);

    assertThat(before).isEqualTo("red");
    assertThat(node.exec("app", "cat", "/settings/color")).isEqualTo("blue");
    assertThat(node.exec("app", "ls", "/settings")).isEqualTo("color\n");
  }

  @Test
  void configMapVolume_isReadOnly() throws Exception {
    start();

    assertThat(node.exec("app", "sh", "-c", "echo x > /settings/color"))
        .contains("Read-only file system");
  }

  @Test
  void emptyDir_isSharedByTheContainersOfAPod() throws Exception {
    start();

    node.exec("app", "sh", "-c", "echo hello > /scratch/f");

    assertThat(node.execIn("app", "other", "cat", "/shared/f")).isEqualTo("hello\n");
    assertThat(node.execIn("app", "other", "ls", "/scratch")).contains("No such file");
  }

  @Test
  void etc_namesThePodAndItsResolver() throws Exception {
    start();

    assertThat(node.exec("app", "cat", "/etc/hosts"))
        .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
        .endsWith("10.0.0.1\tapp\n");
    assertThat(node.exec("app", "cat", "/etc/resolv.conf"))
        .isEqualTo(
            """
            nameserver 10.96.0.10
            search default.svc.cluster.local svc.cluster.local cluster.local
            options ndots:5
            """);
  }

  private void start() {
    node.images.add("app:1", http(200));
    node.apply(SETTINGS);
    node.apply(APP);
    assertThat(node.phase("app")).isEqualTo("Running");
  }
}
