// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.DEPLOYMENTS;
import static dev.coracle.api.ResourceType.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code kubectl apply} does with the same texts. */
class ClusterApplyTest {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final Cluster cluster = Cluster.builder().virtualTime().start();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static String configMap(String name, String data) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: " + data + "\n";
  }

  private static String service(String spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: " + spec + "\n";
  }

  private static String deployment(String strategy, String containers) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 0
          strategy: %s
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: %s
        """
        .formatted(strategy, containers);
  }

  @Test
  void keyThatWasTakenOut_isGone() {
    cluster.apply(configMap("m", "{x: '1', z: '2'}"));

    cluster.apply(configMap("m", "{x: '1'}"));

    assertThat(cluster.get(CONFIG_MAPS, "m").stringMap("data")).containsOnlyKeys("x");
  }

  @Test
  void keyOfSomebodyElse_stays() {
    cluster.apply(configMap("m", "{x: '1'}"));
    cluster
        .client()
        .patch(
            CONFIG_MAPS,
            cluster.get(CONFIG_MAPS, "m").key(),
            Patch.merge(body -> body.putObject("data").put("other", "2")));

    cluster.apply(configMap("m", "{x: '3'}"));

    assertThat(cluster.get(CONFIG_MAPS, "m").stringMap("data"))
        .containsEntry("x", "3")
        .containsEntry("other", "2");
  }

  @Test
  void portAndSelectorThatWereTakenOut_areGone() {
    cluster.apply(
        service("{selector: {app: x, v: one}, ports: [{name: a, port: 80}, {name: b, port: 81}]}"));

    cluster.apply(service("{selector: {app: x}, ports: [{name: b, port: 81}]}"));

    KubeObject web = cluster.get(SERVICES, "web");
    assertThat(web.at("spec", "ports").findValuesAsString("port")).containsExactly("81");
    assertThat(web.stringMap("spec", "selector")).containsOnlyKeys("app");
  }

  @Test
  void containerAndVariableThatWereTakenOut_areGone() {
    cluster.apply(
        deployment(
            "{}",
            "[{name: main, image: nginx, env: [{name: A, value: '1'}, {name: B, value: '2'}]},"
                + " {name: side, image: busybox}]"));

    cluster.apply(deployment("{}", "[{name: main, image: nginx, env: [{name: A, value: '1'}]}]"));

    var containers = cluster.get(DEPLOYMENTS, "web").at("spec", "template", "spec", "containers");
    assertThat(containers.findValuesAsString("name")).containsExactly("main", "A");
  }

  @Test
  void strategyRecreate_takesThePlaceOfRollingUpdate() {
    cluster.apply(deployment("{}", "[{name: main, image: nginx}]"));

    cluster.apply(deployment("{type: Recreate}", "[{name: main, image: nginx}]"));

    assertThat(cluster.get(DEPLOYMENTS, "web").at("spec", "strategy"))
        .isEqualTo(Json.parse("{\"type\":\"Recreate\"}"));
  }

  @Test
  void onePortOverTcpAndUdp_canBeAppliedAgain() {
    String both = service("{ports: [{name: u, port: 53, protocol: UDP}, {name: t, port: 53}]}");
    cluster.apply(both);
    String version = cluster.get(SERVICES, "web").resourceVersion();

    cluster.apply(both);

    assertThat(cluster.get(SERVICES, "web").resourceVersion()).isEqualTo(version);
  }

  @Test
  void manifest_isRememberedAsByKubectl() {
    cluster.apply(configMap("m", "{x: '1'}"));

    assertThat(cluster.get(CONFIG_MAPS, "m").annotations())
        .containsEntry(
            LAST_APPLIED,
            "{\"apiVersion\":\"v1\",\"data\":{\"x\":\"1\"},\"kind\":\"ConfigMap\",\"metadata\":"
                + "{\"annotations\":{},\"name\":\"m\",\"namespace\":\"default\"}}\n");
  }

  @Test
  void annotationThatIsNoObject_isNamed() {
    cluster.apply(configMap("m", "{x: '1'}"));
    cluster
        .client()
        .patch(
            CONFIG_MAPS,
            cluster.get(CONFIG_MAPS, "m").key(),
            Patch.merge(
                body ->
                    Json.objectAt(body, "metadata", "annotations").put(LAST_APPLIED, "not JSON")));

    assertThatThrownBy(() -> cluster.apply(configMap("m", "{x: '2'}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "manifest, object 1 at line 1 (ConfigMap \"m\"): annotation "
                + LAST_APPLIED
                + ": not JSON (expected: an object as JSON)");
  }

  @Test
  void absentKind_doesNotLoseTheRest() {
    String text =
        "apiVersion: example.com/v1\nkind: Wheel\nmetadata: {name: w}\n---\n"
            + configMap("after", "{}");

    assertThatThrownBy(() -> cluster.apply(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "manifest, object 1 at line 1 (Wheel \"w\"): kind Wheel of \"example.com/v1\" (expected: one of [");
    assertThat(cluster.get(CONFIG_MAPS, "after").name()).isEqualTo("after");
  }

  @Test
  void refusedObjects_areAllNamed() {
    String text =
        configMap("Bad", "{}") + "---\n" + configMap("good", "{}") + "---\n" + service("{tipe: x}");

    assertThatThrownBy(() -> cluster.apply(text))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith(
            "manifest, object 1 at line 1 (ConfigMap \"Bad\"): ConfigMap \"Bad\" is invalid")
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessageContaining("manifest, object 3 at line 11 (Service \"web\"): ")
                    .hasMessageContaining("unknown field \"spec.tipe\""));
    assertThat(cluster.client().find(CONFIG_MAPS, ObjectKey.of("default", "good"))).isPresent();
  }

  @Test
  void textThatIsNoYaml_isRefusedWithItsLine() {
    assertThatThrownBy(() -> cluster.apply("kind: ConfigMap\nmetadata: {name: x\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("manifest, line 3, column 1: ");
  }

  @Test
  void keyThatIsGivenTwice_isRefused() {
    assertThatThrownBy(() -> cluster.apply(configMap("m", "{x: '1', x: '2'}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key \"x\" already set in map");
    assertThat(cluster.client().find(CONFIG_MAPS, ObjectKey.of("default", "m"))).isEmpty();
  }

  @Test
  void itemOfListThatIsNoObject_isRefused() {
    assertThatThrownBy(() -> cluster.apply("{apiVersion: v1, kind: List, items: [text]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "manifest, line 1: a text, \"text\" (expected: an object with apiVersion and kind)");
  }

  @Test
  void generatedName_makesAnotherObjectEachTime() {
    String text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: m-}\n";
    cluster.apply(text).apply(text);

    assertThat(cluster.client().list(CONFIG_MAPS, ListOptions.inNamespace("default")).items())
        .filteredOn(object -> object.name().startsWith("m-"))
        .hasSize(2);
  }
}
