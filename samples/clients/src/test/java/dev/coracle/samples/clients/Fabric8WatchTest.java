// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static dev.coracle.samples.clients.Samples.configMap;
import static dev.coracle.samples.clients.Samples.namespace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.junit.MiniCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Watches and informers of fabric8's client, which watches through WebSockets. */
@SuppressWarnings("try") // Watches are opened for what they hear.
@MiniCluster
final class Fabric8WatchTest {

  @Test
  void watch_tellsEveryChangeInOrder(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "watch");
    Heard heard = new Heard();

    try (Watch ignored = client.configMaps().watch(heard)) {
      client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();
      client.configMaps().withName("a").edit(Fabric8WatchTest::withTwo);
      client.configMaps().withName("a").delete();

      assertThat(heard.next("a")).isEqualTo("ADDED a 1");
      assertThat(heard.next("a")).isEqualTo("MODIFIED a 2");
      assertThat(heard.next("a")).isEqualTo("DELETED a 2");
    }
  }

  @Test
  void watchFromVersion_tellsWhatCameAfter(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "watch-from");
    client.configMaps().resource(configMap("old", Map.of())).create();
    String version = client.configMaps().list().getMetadata().getResourceVersion();
    client.configMaps().resource(configMap("new", Map.of("k", "1"))).create();
    Heard heard = new Heard();

    try (Watch ignored = client.configMaps().withResourceVersion(version).watch(heard)) {
      assertThat(heard.next("")).isEqualTo("ADDED new 1");
    }
  }

  @Test
  void watchBySelector_tellsDeletionWhenLabelGoes(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "watch-selector");
    Heard heard = new Heard();

    try (Watch ignored = client.configMaps().withLabel("app", "a").watch(heard)) {
      client.configMaps().resource(configMap("a", Map.of("k", "1"))).create();
      client
          .configMaps()
          .withName("a")
          .edit(
              old ->
                  new ConfigMapBuilder(old)
                      .editMetadata()
                      .removeFromLabels("app")
                      .endMetadata()
                      .build());

      assertThat(heard.next("a")).isEqualTo("ADDED a 1");
      assertThat(heard.next("a")).isEqualTo("DELETED a 1");
    }
  }

  @Test
  void informer_followsItsObjects(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "informer");
    client.configMaps().resource(configMap("before", Map.of("k", "1"))).create();
    BlockingQueue<String> told = new LinkedBlockingQueue<>();

    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().withLabel("app").inform(handler(told))) {
      assertThat(informer.hasSynced()).isTrue();
      assertThat(informer.getStore().list())
          .extracting(m -> m.getMetadata().getName())
          .containsExactly("before");
      client.configMaps().resource(configMap("after", Map.of("k", "1"))).create();
      client.configMaps().withName("after").edit(Fabric8WatchTest::withTwo);
      client.configMaps().withName("before").delete();

      await()
          .untilAsserted(
              () -> assertThat(told).containsExactly("+before", "+after", "after=2", "-before"));
      assertThat(informer.getIndexer().getByKey("informer/after").getData())
          .containsEntry("k", "2");
    }
  }

  @Test
  void manyInformers_loseNothing(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "informers");

    try (SharedIndexInformer<ConfigMap> one = client.configMaps().withLabel("app").inform();
        SharedIndexInformer<ConfigMap> two = client.configMaps().withLabel("app").inform()) {
      for (int i = 0; i < 50; i++) {
        client.configMaps().resource(configMap("c" + i, Map.of())).create();
      }

      await().untilAsserted(() -> assertThat(one.getStore().list()).hasSize(50));
      await().untilAsserted(() -> assertThat(two.getStore().list()).hasSize(50));
    }
  }

  private static ResourceEventHandler<ConfigMap> handler(BlockingQueue<String> told) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap added) {
        told.add("+" + added.getMetadata().getName());
      }

      @Override
      public void onUpdate(ConfigMap old, ConfigMap changed) {
        told.add(changed.getMetadata().getName() + "=" + changed.getData().get("k"));
      }

      @Override
      public void onDelete(ConfigMap gone, boolean unknown) {
        told.add("-" + gone.getMetadata().getName());
      }
    };
  }

  private static ConfigMap withTwo(ConfigMap old) {
    return new ConfigMapBuilder(old).addToData("k", "2").build();
  }

  /** A watcher that keeps what it hears. */
  private static final class Heard implements Watcher<ConfigMap> {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void eventReceived(Action action, ConfigMap object) {
      String value = object.getData() == null ? "" : object.getData().getOrDefault("k", "");
      events.add(action + " " + object.getMetadata().getName() + " " + value);
    }

    @Override
    public void onClose(@Nullable WatcherException cause) {
      events.add("CLOSED " + cause);
    }

    /** The next event about an object whose name begins so. */
    String next(String prefix) throws InterruptedException {
      while (true) {
        String event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
          return "nothing";
        }
        if (List.of(event.split(" ")).get(1).startsWith(prefix)
            && !event.contains("kube-root-ca")) {
          return event;
        }
      }
    }
  }
}
