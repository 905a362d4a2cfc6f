// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.reflect.TypeToken;
import dev.coracle.junit.MiniCluster;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Reading, writing and watching objects with the official Java client. */
@MiniCluster
final class OfficialObjectsTest {

  @Test
  void object_isCreatedReadReplacedAndDeleted(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "crud");
    V1ConfigMap made = core.createNamespacedConfigMap("crud", configMap("a", "1")).execute();

    made.putDataItem("k", "2");
    core.replaceNamespacedConfigMap("a", "crud", made).execute();

    assertThat(core.readNamespacedConfigMap("a", "crud").execute().getData())
        .isEqualTo(Map.of("k", "2"));
    assertThat(core.deleteNamespacedConfigMap("a", "crud").execute().getStatus())
        .isEqualTo("Success");
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> core.readNamespacedConfigMap("a", "crud").execute())
        .matches(e -> e.getCode() == 404 && e.getResponseBody().contains("\"NotFound\""));
  }

  @Test
  void staleObject_isNotReplaced(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "stale");
    V1ConfigMap old = core.createNamespacedConfigMap("stale", configMap("a", "1")).execute();
    core.replaceNamespacedConfigMap("a", "stale", configMap("a", "2")).execute();

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> core.replaceNamespacedConfigMap("a", "stale", old).execute())
        .matches(e -> e.getCode() == 409)
        .extracting(ApiException::getResponseBody)
        .asString()
        .contains("the object has been modified");
  }

  @Test
  void patches_ofEveryKindAreApplied(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "patches");
    core.createNamespacedConfigMap("patches", configMap("a", "1")).execute();

    patch(client, "patches", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"m\":\"1\"}}");
    patch(
        client,
        "patches",
        V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
        "{\"data\":{\"s\":\"1\",\"k\":null}}");
    patch(
        client,
        "patches",
        V1Patch.PATCH_FORMAT_JSON_PATCH,
        "[{\"op\":\"add\",\"path\":\"/data/j\",\"value\":\"1\"}]");

    assertThat(core.readNamespacedConfigMap("a", "patches").execute().getData())
        .isEqualTo(Map.of("m", "1", "s", "1", "j", "1"));
  }

  private static void patch(ApiClient client, String namespace, String format, String body)
      throws ApiException {
    CoreV1Api core = new CoreV1Api(client);
    PatchUtils.patch(
        V1ConfigMap.class,
        () -> core.patchNamespacedConfigMap("a", namespace, new V1Patch(body)).buildCall(null),
        format,
        client);
  }

  @Test
  void collection_isDeletedBySelector(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "collection");
    for (String name : List.of("a", "b", "c")) {
      core.createNamespacedConfigMap("collection", configMap(name, "1")).execute();
    }

    core.deleteCollectionNamespacedConfigMap("collection").labelSelector("app in (a,b)").execute();

    assertThat(core.listNamespacedConfigMap("collection").labelSelector("app").execute().getItems())
        .extracting(item -> item.getMetadata().getName())
        .containsExactly("c");
  }

  @Test
  void genericClient_writesAndReads(ApiClient client) throws Exception {
    namespace(client, "generic");
    GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> api =
        new GenericKubernetesApi<>(
            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);

    api.create(configMap("a", "1").metadata(metadata("a").namespace("generic")))
        .throwsApiException();

    assertThat(api.get("generic", "a").getObject().getData()).isEqualTo(Map.of("k", "1"));
    assertThat(api.get("generic", "b").getHttpStatusCode()).isEqualTo(404);
    assertThat(api.delete("generic", "a").isSuccess()).isTrue();
  }

  @Test
  void dynamicClient_readsAnyKind(ApiClient client) throws Exception {
    namespace(client, "dynamic")
        .createNamespacedConfigMap("dynamic", configMap("a", "1"))
        .execute();

    var read =
        new DynamicKubernetesApi("", "v1", "configmaps", client).get("dynamic", "a").getObject();

    assertThat(read.getRaw().getAsJsonObject("data").get("k").getAsString()).isEqualTo("1");
  }

  @Test
  void watch_tellsChangesOverPlainHttp(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "watch");
    String version =
        core.listNamespacedConfigMap("watch").execute().getMetadata().getResourceVersion();

    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap("watch")
                .watch(true)
                .labelSelector("app")
                .resourceVersion(version)
                .buildCall(null),
            new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      core.createNamespacedConfigMap("watch", configMap("a", "1")).execute();
      core.deleteNamespacedConfigMap("a", "watch").execute();

      assertThat(watch.next().type).isEqualTo("ADDED");
      assertThat(watch.next().type).isEqualTo("DELETED");
    }
  }

  @Test
  void informer_followsItsObjects(ApiClient client) throws Exception {
    CoreV1Api core = namespace(client, "informer");
    core.createNamespacedConfigMap("informer", configMap("before", "1")).execute();
    SharedInformerFactory factory = new SharedInformerFactory(client);
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(
            params ->
                core.listNamespacedConfigMap("informer")
                    .watch(params.watch)
                    .labelSelector("app")
                    .resourceVersion(params.resourceVersion)
                    .timeoutSeconds(params.timeoutSeconds)
                    .buildCall(null),
            V1ConfigMap.class,
            V1ConfigMapList.class);
    informer.addEventHandler(handler(told));
    try {
      factory.startAllRegisteredInformers();
      await().until(informer::hasSynced);
      core.createNamespacedConfigMap("informer", configMap("after", "1")).execute();
      core.replaceNamespacedConfigMap("after", "informer", configMap("after", "2")).execute();
      core.deleteNamespacedConfigMap("before", "informer").execute();

      await()
          .untilAsserted(
              () -> assertThat(told).containsExactly("+before", "+after", "after=2", "-before"));
      assertThat(informer.getIndexer().getByKey("informer/after").getData())
          .containsEntry("k", "2");
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  private static ResourceEventHandler<V1ConfigMap> handler(BlockingQueue<String> told) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(V1ConfigMap added) {
        told.add("+" + added.getMetadata().getName());
      }

      @Override
      public void onUpdate(V1ConfigMap old, V1ConfigMap changed) {
        told.add(changed.getMetadata().getName() + "=" + changed.getData().get("k"));
      }

      @Override
      public void onDelete(V1ConfigMap gone, boolean unknown) {
        told.add("-" + gone.getMetadata().getName());
      }
    };
  }

  @Test
  void version_isToldToTheClient(ApiClient client) throws Exception {
    assertThat(new VersionApi(client).getCode().execute().getGitVersion()).startsWith("v1.36");
  }

  private static CoreV1Api namespace(ApiClient client, String name) throws ApiException {
    CoreV1Api core = new CoreV1Api(client);
    core.createNamespace(new V1Namespace().metadata(metadata(name))).execute();
    return core;
  }

  private static V1ConfigMap configMap(String name, String value) {
    return new V1ConfigMap().metadata(metadata(name)).putDataItem("k", value);
  }

  private static V1ObjectMeta metadata(String name) {
    return new V1ObjectMeta().name(name).putLabelsItem("app", name);
  }
}
