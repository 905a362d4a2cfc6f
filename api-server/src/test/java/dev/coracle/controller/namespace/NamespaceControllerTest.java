// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.namespace;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.NAMESPACES;
import static dev.coracle.api.ResourceType.PODS;
import static dev.coracle.api.ResourceType.SERVICE_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.controller.manager.ControllerTester;
import dev.coracle.controller.manager.Watches;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Watches.class)
class NamespaceControllerTest {

  private static final ObjectKey SHOP = ObjectKey.cluster("shop");

  private final ControllerTester cluster;

  NamespaceControllerTest(Watches watches) {
    cluster = new ControllerTester(watches, options -> options.withRootCertificate(() -> "PEM"));
  }

  @BeforeEach
  void createNamespace() {
    cluster.client().create(NAMESPACES, KubeObject.of(NAMESPACES, SHOP));
    cluster.settle();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void deletedNamespace_goesWithAllItHolds() {
    create(KubeObject.of(CONFIG_MAPS, ObjectKey.of("shop", "settings")));

    deleteShop();

    assertThat(cluster.client().find(NAMESPACES, SHOP)).isEmpty();
    assertThat(inShop(CONFIG_MAPS)).isEmpty();
    assertThat(inShop(SERVICE_ACCOUNTS)).isEmpty();
  }

  @Test
  void podsOfDeletedNamespace_endBeforeTheRestGoes() {
    cluster.kubelet().goneAfter(Duration.ofSeconds(10));
    cluster.addNode("node-1");
    create(KubeObject.of(CONFIG_MAPS, ObjectKey.of("shop", "settings")));
    create(
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"},
             "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "web"}]}}
            """));

    deleteShop();
    List<String> during = inShop(CONFIG_MAPS);
    KubeObject namespace = cluster.client().get(NAMESPACES, SHOP);
    cluster.advance(Duration.ofSeconds(11));

    assertThat(during).contains("settings");
    assertThat(namespace.text("status", "phase")).isEqualTo("Terminating");
    assertThat(messages(namespace))
        .contains("Some resources are remaining: pods. has 1 resource instances");
    assertThat(cluster.client().find(NAMESPACES, SHOP)).isEmpty();
    assertThat(inShop(PODS)).isEmpty();
  }

  @Test
  void contentWithFinalizer_holdsItsNamespace() {
    ObjectKey settings = ObjectKey.of("shop", "settings");
    create(
        KubeObject.of(CONFIG_MAPS, settings)
            .edit(o -> Json.arrayAt(Json.objectAt(o, "metadata"), "finalizers").add("a.com/wait")));

    deleteShop();
    KubeObject namespace = cluster.client().get(NAMESPACES, SHOP);
    cluster
        .client()
        .patch(
            CONFIG_MAPS, settings, Patch.merge(p -> p.putObject("metadata").putNull("finalizers")));
    cluster.advance(Duration.ofSeconds(2));

    assertThat(messages(namespace))
        .contains(
            "Some resources are remaining: configmaps. has 1 resource instances",
            "Some content in the namespace has finalizers remaining: a.com/wait in 1 resource"
                + " instances");
    assertThat(cluster.client().find(NAMESPACES, SHOP)).isEmpty();
  }

  @Test
  void everyNamespace_hasItsDefaultAccount() {
    assertThat(inShop(SERVICE_ACCOUNTS)).containsExactly("default");
    assertThat(cluster.list(SERVICE_ACCOUNTS)).extracting(KubeObject::name).contains("default");
  }

  @Test
  void deletedDefaultAccount_comesBack() {
    KubeObject account = cluster.get(SERVICE_ACCOUNTS, "default");

    cluster.delete(SERVICE_ACCOUNTS, "default");

    assertThat(cluster.get(SERVICE_ACCOUNTS, "default").uid()).isNotEqualTo(account.uid());
  }

  @Test
  void rootCertificate_isInEveryNamespaceSoon() {
    cluster.advance(Duration.ofSeconds(2));

    KubeObject published =
        cluster.client().get(CONFIG_MAPS, ObjectKey.of("shop", "kube-root-ca.crt"));

    assertThat(published.text("data", "ca.crt")).isEqualTo("PEM");
  }

  @Test
  void changedRootCertificate_isPutRight() {
    cluster.advance(Duration.ofSeconds(2));

    cluster.patch(CONFIG_MAPS, "kube-root-ca.crt", "data: {ca.crt: forged}");

    assertThat(cluster.get(CONFIG_MAPS, "kube-root-ca.crt").text("data", "ca.crt"))
        .isEqualTo("PEM");
  }

  private void create(KubeObject object) {
    ResourceType type = object.kind().equals("Pod") ? PODS : CONFIG_MAPS;
    cluster.client().create(type, object);
    cluster.settle();
  }

  private void deleteShop() {
    cluster.client().delete(NAMESPACES, SHOP);
    cluster.settle();
  }

  private List<String> inShop(ResourceType type) {
    return cluster.client().list(type, ListOptions.inNamespace("shop")).items().stream()
        .map(KubeObject::name)
        .toList();
  }

  private static List<String> messages(KubeObject namespace) {
    return namespace
        .at("status", "conditions")
        .valueStream()
        .map(condition -> Json.textAt(condition, "message"))
        .toList();
  }
}
