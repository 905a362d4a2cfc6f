// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static dev.coracle.api.ResourceType.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever a test does to a document that it got, the cluster and everybody else keep theirs: each
 * way to get one, and each way to change one.
 */
final class SharedDocumentsTest {

  private static final ObjectKey WEB = ObjectKey.of("default", "web");

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.builder().virtualTime().start();
    cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}, finalizers: [example.com/hold]}
        spec:
          containers:
          - name: web
            image: nginx
            ports: [{containerPort: 80}]
        """);
    cluster.settle();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  /** The ways to get at the Pod. */
  enum Source {
    GET {
      @Override
      KubeObject fetch(KubeClient client) {
        return client.get(PODS, WEB);
      }
    },
    FIXTURE {
      @Override
      KubeObject fetch(KubeClient client) {
        return cluster.get(PODS, "web");
      }
    },
    POD {
      @Override
      KubeObject fetch(KubeClient client) {
        return cluster.pod("web").object();
      }
    },
    LENS {
      @Override
      KubeObject fetch(KubeClient client) {
        return new Pod(client.get(PODS, WEB)).object();
      }
    },
    LIST {
      @Override
      KubeObject fetch(KubeClient client) {
        return client.list(PODS, ListOptions.inNamespace("default")).items().get(0);
      }
    },
    WATCH {
      @Override
      KubeObject fetch(KubeClient client) {
        try (Watch watch = client.watch(PODS, WatchOptions.since("0"), () -> {})) {
          return watch.poll().map(WatchEvent::object).orElseThrow();
        }
      }
    },
    INFORMER {
      @Override
      KubeObject fetch(KubeClient client) {
        CompletableFuture<KubeObject> seen = new CompletableFuture<>();
        try (Time time = new SystemTime();
            Informer informer = Informer.of(client, PODS, time.loop("vandal"))) {
          informer.onChange((before, after) -> after.ifPresent(seen::complete)).start();
          return seen.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    },
    NO_CHANGE {
      @Override
      KubeObject fetch(KubeClient client) {
        return client.patch(PODS, WEB, Patch.merge(body -> {}));
      }
    },
    STATUS {
      @Override
      KubeObject fetch(KubeClient client) {
        return client.get(PODS, WEB, "status");
      }
    };

    abstract KubeObject fetch(KubeClient client);
  }

  @ParameterizedTest
  @EnumSource
  void documentThatSomebodyTriesToChange_staysAsItIsForAll(Source source) {
    KubeClient client = cluster.client();
    String before = Json.text(client.get(PODS, WEB).tree());

    KubeObject handedOut = source.fetch(client);
    List<Throwable> refusals = vandalize(handedOut);

    assertThat(refusals)
        .hasSizeGreaterThan(100)
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("this document is shared"));
    assertThat(handedOut).isEqualTo(client.get(PODS, WEB));
    assertThat(Json.text(client.get(PODS, WEB).tree())).isEqualTo(before);
    assertThat(Json.text(Source.LIST.fetch(client).tree())).isEqualTo(before);
    assertThat(Json.text(Source.WATCH.fetch(client).tree())).isEqualTo(before);
  }

  /** Tries all that changes a tree on each of its parts, and answers how it was refused. */
  private static List<Throwable> vandalize(KubeObject object) {
    List<Throwable> refusals = new ArrayList<>();
    List<JsonNode> parts = new ArrayList<>(List.of(object.tree()));
    for (int i = 0; i < parts.size(); i++) {
      JsonNode part = parts.get(i);
      part.forEach(parts::add);
      if (part instanceof ObjectNode members) {
        attempts(refusals, members, OBJECT_CHANGES);
      } else if (part instanceof ArrayNode elements && !elements.isEmpty()) {
        attempts(refusals, elements, ARRAY_CHANGES);
      }
    }
    return refusals;
  }

  private static final List<Consumer<ObjectNode>> OBJECT_CHANGES =
      List.of(
          node -> node.put("wrecked", true),
          node -> node.putObject("wrecked"),
          node -> node.remove("name"),
          ObjectNode::removeAll,
          node -> node.setAll(Json.object().put("wrecked", true)),
          node -> node.properties().removeIf(member -> true),
          node -> node.properties().forEach(member -> member.setValue(Json.array())),
          node -> node.values().clear());

  private static final List<Consumer<ArrayNode>> ARRAY_CHANGES =
      List.of(
          node -> node.add("wrecked"),
          node -> node.set(0, "wrecked"),
          node -> node.remove(0),
          ArrayNode::removeAll,
          node -> node.removeIf(element -> true),
          node -> node.elements().clear());

  private static <T extends JsonNode> void attempts(
      List<Throwable> refusals, T part, List<Consumer<T>> changes) {
    for (Consumer<T> change : changes) {
      String before = part.toString();
      try {
        change.accept(part);
      } catch (UnsupportedOperationException e) {
        refusals.add(e);
      }
      assertThat(part.toString()).isEqualTo(before);
    }
  }

  @Test
  void treeGivenToTheCluster_cannotBeChangedLater() {
    KubeClient client = cluster.client();
    ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    tree.putObject("metadata").put("name", "given").put("namespace", "default");
    ObjectNode data = tree.putObject("data").put("a", "1");

    KubeObject created = client.create(CONFIG_MAPS, KubeObject.of(tree));
    Optional<Throwable> refusal = attempt(() -> data.put("a", "9"));

    assertThat(refusal).isPresent();
    assertThat(created.at("data", "a").asString()).isEqualTo("1");
    assertThat(cluster.get(CONFIG_MAPS, "given").at("data", "a").asString()).isEqualTo("1");
  }

  @Test
  void patchUsedTwice_doesTheSameTwice() {
    KubeClient client = cluster.client();
    Patch patch = Patch.merge(body -> Json.objectAt(body, "data", "nested").put("a", "1"));
    Patch text = Patch.merge(body -> Json.objectAt(body, "data").put("a", "1"));
    for (String name : List.of("first", "second")) {
      client.create(CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", name)));
      client.patch(CONFIG_MAPS, ObjectKey.of("default", name), text);
    }

    attempt(() -> client.patch(CONFIG_MAPS, ObjectKey.of("default", "first"), patch));

    assertThat(cluster.get(CONFIG_MAPS, "first").stringMap("data")).containsOnlyKeys("a");
    assertThat(cluster.get(CONFIG_MAPS, "second").stringMap("data")).containsOnlyKeys("a");
  }

  @Test
  void mapsOfADocument_areCopies() {
    KubeObject pod = cluster.get(PODS, "web");

    attempt(() -> pod.labels().clear());
    attempt(() -> pod.annotations().put("wrecked", "true"));
    attempt(() -> pod.finalizers().clear());
    attempt(() -> pod.stringMap("metadata", "labels").clear());

    assertThat(cluster.get(PODS, "web").labels()).containsEntry("app", "web");
    assertThat(pod.labels()).containsEntry("app", "web");
    assertThat(pod.annotations()).doesNotContainKey("wrecked");
    assertThat(pod.finalizers()).containsExactly("example.com/hold");
  }

  @Test
  void editedCopy_isTheOneWayToAChange() {
    KubeClient client = cluster.client();
    KubeObject made = KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", "edited"));
    KubeObject stored = client.create(CONFIG_MAPS, made);

    KubeObject edited =
        stored.edit(tree -> Json.objectAt(tree, "metadata", "labels").put("tier", "front"));
    client.update(CONFIG_MAPS, edited);

    assertThat(cluster.get(CONFIG_MAPS, "edited").labels()).containsEntry("tier", "front");
    assertThat(stored.labels()).isEmpty();
  }

  private static Optional<Throwable> attempt(Runnable change) {
    try {
      change.run();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }
}
