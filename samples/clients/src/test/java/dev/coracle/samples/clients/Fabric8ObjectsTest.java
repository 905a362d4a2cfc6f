// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static dev.coracle.samples.clients.Samples.configMap;
import static dev.coracle.samples.clients.Samples.deployment;
import static dev.coracle.samples.clients.Samples.namespace;
import static dev.coracle.samples.clients.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coracle.junit.MiniCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading and writing objects with fabric8's client. */
@MiniCluster
final class Fabric8ObjectsTest {

  @Test
  void object_isCreatedReadChangedAndDeleted(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "crud");
    client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();

    client.configMaps().withName("a").edit(Fabric8ObjectsTest::withTwo);

    assertThat(client.configMaps().withName("a").get().getData()).isEqualTo(Map.of("k", "2"));
    assertThat(client.configMaps().withName("a").delete()).hasSize(1);
    assertThat(client.configMaps().withName("a").get()).isNull();
  }

  private static ConfigMap withTwo(ConfigMap old) {
    return new ConfigMapBuilder(old).addToData("k", "2").build();
  }

  @Test
  void existingObject_isNotCreatedAgain(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "twice");
    client.configMaps().resource(configMap("a", Map.of())).create();

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.configMaps().resource(configMap("a", Map.of())).create())
        .matches(e -> e.getCode() == 409 && e.getStatus().getReason().equals("AlreadyExists"))
        .withMessageContaining("configmaps \"a\" already exists");
  }

  @Test
  void createOr_updatesWhatIsThere(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "create-or");
    client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();

    client.configMaps().resource(configMap("a", Map.of("k", "3"))).createOr(r -> r.update());

    assertThat(client.configMaps().withName("a").get().getData()).isEqualTo(Map.of("k", "3"));
  }

  @Test
  @SuppressWarnings("deprecation")
  void createOrReplace_replacesWhatIsThere(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "replace");
    client.services().resource(service("web")).create();

    client.services().resource(service("web")).createOrReplace();

    assertThat(client.services().withName("web").get().getSpec().getClusterIP()).isNotEmpty();
  }

  @Test
  void staleObject_isNotWritten(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "stale");
    ConfigMap old = client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();
    client.configMaps().withName("a").edit(Fabric8ObjectsTest::withTwo);

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(
            () ->
                client
                    .configMaps()
                    .resource(new ConfigMapBuilder(old).addToData("k", "x").build())
                    .lockResourceVersion(old.getMetadata().getResourceVersion())
                    .update())
        .matches(e -> e.getCode() == 409 && e.getStatus().getReason().equals("Conflict"));
  }

  @Test
  void mergePatch_removesWhatIsNull(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "merge");
    client.configMaps().resource(configMap("a", Map.of("k", "1", "l", "1"))).create();

    client
        .configMaps()
        .withName("a")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":null,\"m\":\"2\"}}");

    assertThat(client.configMaps().withName("a").get().getData())
        .isEqualTo(Map.of("l", "1", "m", "2"));
  }

  @Test
  void strategicMergePatch_keepsOtherContainers(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "strategic");
    client.apps().deployments().resource(deployment("web", 0)).create();

    client
        .apps()
        .deployments()
        .withName("web")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec": {"template": {"spec": {"containers": [{"name": "two", "image": "busybox"}]}}}}
            """);

    assertThat(
            client
                .apps()
                .deployments()
                .withName("web")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers())
        .extracting(container -> container.getName())
        .containsExactlyInAnyOrder("main", "two");
  }

  @Test
  void jsonPatch_replacesOneField(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "json");
    client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();

    client
        .configMaps()
        .withName("a")
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"9\"}]");

    assertThat(client.configMaps().withName("a").get().getData()).containsEntry("k", "9");
  }

  @Test
  void labelSelectors_chooseBySets(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "selectors");
    List.of("a", "b", "c")
        .forEach(name -> client.configMaps().resource(configMap(name, Map.of())).create());

    assertThat(names(client.configMaps().withLabelIn("app", "a", "b").list()))
        .containsExactly("a", "b");
    assertThat(names(client.configMaps().withLabelNotIn("app", "a", "b").withLabel("app").list()))
        .containsExactly("c");
    assertThat(names(client.configMaps().withField("metadata.name", "b").list()))
        .containsExactly("b");
  }

  @Test
  void longList_isReadInPages(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "pages");
    List.of("a", "b", "c")
        .forEach(name -> client.configMaps().resource(configMap(name, Map.of())).create());

    ConfigMapList first = client.configMaps().withLabel("app").list(Fabric8Options.page(2, null));
    ConfigMapList second =
        client
            .configMaps()
            .withLabel("app")
            .list(Fabric8Options.page(2, first.getMetadata().getContinue()));

    assertThat(names(first)).containsExactly("a", "b");
    assertThat(first.getMetadata().getRemainingItemCount()).isNull();
    assertThat(names(second)).containsExactly("c");
  }

  private static List<String> names(ConfigMapList list) {
    return list.getItems().stream().map(item -> item.getMetadata().getName()).toList();
  }

  @Test
  void dryRun_storesNothing(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "dry");

    Service answer = client.services().resource(service("web")).dryRun().create();

    assertThat(answer.getMetadata().getUid()).isNotEmpty();
    assertThat(client.services().withName("web").get()).isNull();
  }

  @Test
  void invalidObject_isRefusedFieldByField(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "invalid");

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.configMaps().resource(configMap("Bad_Name!", Map.of())).create())
        .matches(e -> e.getCode() == 422)
        .withMessageContaining("metadata.name: Invalid value: \"Bad_Name!\"");
  }

  @Test
  void missingNamespace_isNamed(KubernetesClient client) {
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(
            () ->
                client
                    .configMaps()
                    .inNamespace("nowhere")
                    .resource(configMap("a", Map.of()))
                    .create())
        .matches(e -> e.getCode() == 404)
        .withMessageContaining("namespaces \"nowhere\" not found");
  }

  @Test
  void manifests_areLoadedAndCreatedTogether(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "load");
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: one}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: two}
        spec: {ports: [{port: 80}]}
        """;

    List<HasMetadata> made =
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).create();

    assertThat(made).extracting(HasMetadata::getKind).containsExactly("ConfigMap", "Service");
  }

  @Test
  void genericResource_readsWhatTypedOneWrote(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "generic");
    client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();

    GenericKubernetesResource read =
        client.genericKubernetesResources("v1", "ConfigMap").withName("a").get();

    assertThat(read.<Object>get("data", "k")).isEqualTo("1");
  }

  @Test
  void discovery_namesGroupsAndVersion(KubernetesClient client) {
    assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("36");
    assertThat(client.hasApiGroup("apps", true)).isTrue();
    assertThat(client.supports("discovery.k8s.io/v1", "EndpointSlice")).isTrue();
    assertThat(client.getApiGroups().getGroups())
        .extracting(group -> group.getName())
        .contains("apps", "networking.k8s.io");
  }

  @Test
  void namespace_isDeletedWithItsContents(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "doomed");
    client.apps().deployments().resource(deployment("web", 1)).create();

    anywhere.namespaces().withName("doomed").delete();

    anywhere
        .namespaces()
        .withName("doomed")
        .waitUntilCondition(found -> found == null, 20, java.util.concurrent.TimeUnit.SECONDS);
    assertThat(anywhere.pods().inNamespace("doomed").list().getItems()).isEmpty();
  }
}
