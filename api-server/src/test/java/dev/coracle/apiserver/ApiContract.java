// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldSelector;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every client of the API may rely on, whichever way it comes. */
abstract class ApiContract {

  /** A client of a server that has only its system namespaces. */
  abstract KubeClient client();

  private static final ObjectKey KEY = ObjectKey.of("default", "settings");

  private KubeObject configMap(String name, String... labels) {
    return KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", name))
        .edit(
            tree -> {
              Json.objectAt(tree, "data").put("color", "blue");
              for (int i = 0; i < labels.length; i += 2) {
                Json.objectAt(tree, "metadata", "labels").put(labels[i], labels[i + 1]);
              }
            });
  }

  @Test
  void createdObject_hasSystemMetadata() {
    KubeObject created = client().create(CONFIG_MAPS, configMap("settings"));

    assertThat(created.uid()).hasSize(36);
    assertThat(created.resourceVersion()).isNotEmpty();
    assertThat(created.text("metadata", "creationTimestamp")).endsWith("Z");
    assertThat(client().get(CONFIG_MAPS, KEY)).isEqualTo(created);
  }

  @Test
  void createOfExistingName_isConflict() {
    KubeClient client = client();
    client.create(CONFIG_MAPS, configMap("settings"));

    assertThatThrownBy(() -> client.create(CONFIG_MAPS, configMap("settings")))
        .hasMessage("configmaps \"settings\" already exists")
        .asInstanceOf(type(ApiException.class))
        .matches(ApiException::isAlreadyExists);
  }

  @Test
  void createInMissingNamespace_isNotFound() {
    KubeObject lost = KubeObject.of(CONFIG_MAPS, ObjectKey.of("nowhere", "settings"));

    assertThatThrownBy(() -> client().create(CONFIG_MAPS, lost))
        .hasMessage("namespaces \"nowhere\" not found")
        .matches(e -> ((ApiException) e).isNotFound());
  }

  @Test
  void generateName_makesDistinctNames() {
    KubeObject nameless =
        configMap("x")
            .edit(
                tree -> {
                  Json.objectAt(tree, "metadata").remove("name");
                  Json.objectAt(tree, "metadata").put("generateName", "web-");
                });
    KubeClient client = client();

    String first = client.create(CONFIG_MAPS, nameless).name();
    String second = client.create(CONFIG_MAPS, nameless).name();

    assertThat(List.of(first, second))
        .allMatch(n -> n.matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}"));
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void updateWithOldVersion_isConflict() {
    KubeClient client = client();
    KubeObject first = client.create(CONFIG_MAPS, configMap("settings"));
    client.update(CONFIG_MAPS, first.edit(t -> Json.objectAt(t, "data").put("color", "red")));

    assertThatThrownBy(
            () ->
                client.update(
                    CONFIG_MAPS, first.edit(t -> Json.objectAt(t, "data").put("color", "green"))))
        .hasMessage(
            "Operation cannot be fulfilled on configmaps \"settings\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
    assertThat(client.get(CONFIG_MAPS, KEY).text("data", "color")).isEqualTo("red");
  }

  @Test
  void updateWithoutChange_keepsTheVersion() {
    KubeClient client = client();
    KubeObject created = client.create(CONFIG_MAPS, configMap("settings"));

    KubeObject updated = client.update(CONFIG_MAPS, created);

    assertThat(updated.resourceVersion()).isEqualTo(created.resourceVersion());
  }

  @Test
  void dryRun_storesNothing() {
    KubeClient client = client();

    KubeObject shown =
        client.create(CONFIG_MAPS, configMap("settings"), WriteOptions.OBJECT.withDryRun());

    assertThat(shown.uid()).isNotEmpty();
    assertThat(client.find(CONFIG_MAPS, KEY)).isEmpty();
  }

  @Test
  void mergePatch_replacesAndRemoves() {
    KubeClient client = client();
    client.create(CONFIG_MAPS, configMap("settings", "a", "1"));

    KubeObject patched =
        client.patch(
            CONFIG_MAPS,
            KEY,
            Patch.merge(
                p -> {
                  Json.objectAt(p, "metadata", "labels").putNull("a").put("b", "2");
                  Json.objectAt(p, "data").put("size", "9");
                }));

    assertThat(patched.labels()).containsExactly(java.util.Map.entry("b", "2"));
    assertThat(patched.stringMap("data")).containsEntry("color", "blue").containsEntry("size", "9");
  }

  @Test
  void finalizer_holdsADeletedObject() {
    KubeClient client = client();
    client.create(
        CONFIG_MAPS,
        configMap("settings")
            .edit(t -> Json.arrayAt(Json.objectAt(t, "metadata"), "finalizers").add("x.y/hold")));

    client.delete(CONFIG_MAPS, KEY);
    KubeObject held = client.get(CONFIG_MAPS, KEY);
    client.patch(
        CONFIG_MAPS, KEY, Patch.merge(p -> Json.objectAt(p, "metadata").putNull("finalizers")));

    assertThat(held.isDeleting()).isTrue();
    assertThat(client.find(CONFIG_MAPS, KEY)).isEmpty();
  }

  @Test
  void deleteWithForeignUid_isConflict() {
    KubeClient client = client();
    client.create(CONFIG_MAPS, configMap("settings"));

    assertThatThrownBy(
            () -> client.delete(CONFIG_MAPS, KEY, DeleteOptions.NORMAL.onlyUid("another")))
        .hasMessageContaining(
            "the UID in the precondition (another) does not match the UID in record");
    assertThat(client.find(CONFIG_MAPS, KEY)).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app=web             | a b
          app==web,tier=front | a
          app!=web            | c d
          app in (web, db)    | a b c
          app notin (web)     | c d
          app                 | a b c
          !app                | d
          gen>1               | b
          gen<2               | a
          """)
  void list_honoursEveryOperator(String selector, String expected) {
    KubeClient client = client();
    client.create(CONFIG_MAPS, configMap("a", "app", "web", "tier", "front", "gen", "1"));
    client.create(CONFIG_MAPS, configMap("b", "app", "web", "tier", "back", "gen", "2"));
    client.create(CONFIG_MAPS, configMap("c", "app", "db"));
    client.create(CONFIG_MAPS, configMap("d"));

    KubeList list =
        client.list(
            CONFIG_MAPS, ListOptions.inNamespace("default").withLabels(Selector.parse(selector)));

    assertThat(list.items()).extracting(KubeObject::name).containsExactly(expected.split(" "));
  }

  @Test
  void listByUnknownField_isRefused() {
    ListOptions options = ListOptions.ALL.withFields(FieldSelector.of("data.color", "blue"));

    assertThatThrownBy(() -> client().list(CONFIG_MAPS, options))
        .hasMessage(
            "\"data.color\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"")
        .matches(e -> ((ApiException) e).code() == 400);
  }

  @Test
  void pagesOfAList_areOfOneRevision() {
    KubeClient client = client();
    for (String name : List.of("a", "b", "c", "d")) {
      client.create(CONFIG_MAPS, configMap(name));
    }
    ListOptions all = ListOptions.inNamespace("default");

    KubeList first = client.list(CONFIG_MAPS, all.withLimit(3, ""));
    client.delete(CONFIG_MAPS, ObjectKey.of("default", "d"));
    KubeList second = client.list(CONFIG_MAPS, all.withLimit(3, first.continueToken()));

    assertThat(first.remaining()).isEqualTo(1);
    assertThat(second.items()).extracting(KubeObject::name).containsExactly("d");
    assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    assertThat(second.continueToken()).isEmpty();
  }

  @Test
  void watch_reportsWhatEntersAndLeavesTheSelection() throws InterruptedException {
    KubeClient client = client();
    String start = client.list(CONFIG_MAPS, ListOptions.ALL).resourceVersion();
    WatchOptions options =
        WatchOptions.following(
            ListOptions.inNamespace("default").withLabels(Selector.parse("app=web")), start);
    client.create(CONFIG_MAPS, configMap("settings", "app", "web"));
    client.create(CONFIG_MAPS, configMap("other", "app", "db"));
    client.patch(CONFIG_MAPS, KEY, Patch.merge(p -> Json.objectAt(p, "data").put("color", "red")));
    client.patch(
        CONFIG_MAPS, KEY, Patch.merge(p -> Json.objectAt(p, "metadata", "labels").put("app", "x")));
    client.delete(CONFIG_MAPS, KEY);

    List<WatchEvent> events = collect(client, options, 3);

    assertThat(events)
        .extracting(WatchEvent::type)
        .containsExactly(WatchEvent.Type.ADDED, WatchEvent.Type.MODIFIED, WatchEvent.Type.DELETED);
    assertThat(events.get(2).object().labels()).containsEntry("app", "web");
  }

  @Test
  void watchList_endsInitialEventsWithABookmark() throws InterruptedException {
    KubeClient client = client();
    client.create(CONFIG_MAPS, configMap("settings"));
    WatchOptions options =
        new WatchOptions(
            "default",
            Selector.EVERYTHING,
            FieldSelector.EVERYTHING,
            "",
            true,
            true,
            Duration.ZERO);

    List<WatchEvent> events = collect(client, options, 2);

    assertThat(events.get(0).type()).isEqualTo(WatchEvent.Type.ADDED);
    assertThat(events.get(1).object().annotations())
        .containsEntry("k8s.io/initial-events-end", "true");
  }

  @Test
  void watchOfUnknownKind_isNotFound() {
    ResourceType unknown = new ResourceType("x.y", "v1", "things", "thing", "Thing", true);

    assertThatThrownBy(() -> client().watch(unknown, WatchOptions.since(""), () -> {}))
        .matches(e -> ((ApiException) e).isNotFound());
  }

  private static List<WatchEvent> collect(KubeClient client, WatchOptions options, int count)
      throws InterruptedException {
    List<WatchEvent> events = new ArrayList<>();
    try (WatchReader watch = new WatchReader(client, CONFIG_MAPS, options)) {
      while (events.size() < count) {
        events.add(watch.next());
      }
    }
    return events;
  }
}
