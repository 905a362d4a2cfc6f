// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final ApiServer server = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = server.client();
  private final UnreliableClient unreliable = new UnreliableClient(client);
  private final Loop loop = time.loop("tested");
  private final List<String> told = new ArrayList<>();
  private final Informer informer =
      Informer.of(unreliable, CONFIG_MAPS, ListOptions.inNamespace("default"), loop)
          .indexedBy("color", object -> List.of(object.text("data", "color")))
          .onChange((before, after) -> told.add(text(before) + "->" + text(after)));

  @AfterEach
  void stop() {
    time.close();
  }

  private static String text(Optional<KubeObject> object) {
    return object.map(o -> o.name() + ":" + o.text("data", "color")).orElse("");
  }

  private void create(String name, String color) {
    client.create(
        CONFIG_MAPS,
        KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", name))
            .edit(tree -> Json.objectAt(tree, "data").put("color", color)));
  }

  private void paint(String name, String color) {
    client.patch(
        CONFIG_MAPS,
        ObjectKey.of("default", name),
        Patch.merge(patch -> Json.objectAt(patch, "data").put("color", color)));
  }

  private void delete(String name) {
    client.delete(CONFIG_MAPS, ObjectKey.of("default", name));
  }

  private void start() {
    informer.start();
    time.settle();
  }

  @Test
  void firstLists_areToldOnceAllAreIn() {
    Informer second = Informer.of(client, CONFIG_MAPS, loop);
    List<String> order = new ArrayList<>();
    Informer.whenSynced(List.of(informer, second), () -> order.add("all"));

    start();
    order.add("one");
    second.start();
    time.settle();

    assertThat(order).containsExactly("one", "all");
  }

  @Test
  void objectsOfTheList_areToldFirst() {
    create("b", "blue");
    create("a", "red");

    start();

    assertThat(told).containsExactly("->a:red", "->b:blue");
    assertThat(informer.hasSynced()).isTrue();
  }

  @Test
  void changes_areToldInTheirOrder() {
    start();

    create("a", "red");
    paint("a", "blue");
    create("b", "red");
    delete("a");
    time.settle();

    assertThat(told).containsExactly("->a:red", "a:red->a:blue", "->b:red", "a:blue->");
    assertThat(informer.all()).extracting(KubeObject::name).containsExactly("b");
  }

  @Test
  void handlers_areCalledInTheOrderInWhichTheyWereAdded() {
    informer.onChange((before, after) -> told.add("second " + text(after)));
    create("a", "red");

    start();

    assertThat(told).containsExactly("->a:red", "second a:red");
  }

  @Test
  void pictureDuringAHandler_holdsTheChange() {
    informer.onChange(
        (b, after) -> told.add("seen " + text(informer.get(after.orElseThrow().key()))));
    start();

    create("a", "red");
    time.settle();

    assertThat(told).containsExactly("->a:red", "seen a:red");
  }

  @Test
  void ownWrite_isInThePictureAfterRefresh() {
    start();
    List<String> seen = new ArrayList<>();

    loop.execute(
        () -> {
          create("a", "red");
          informer.refresh();
          seen.add(text(informer.get(ObjectKey.of("default", "a"))));
        });
    time.settle();

    assertThat(seen).containsExactly("a:red");
    assertThat(told).containsExactly("->a:red");
  }

  @Test
  void index_followsTheChanges() {
    start();
    create("b", "red");
    create("a", "red");
    create("c", "blue");
    paint("b", "blue");
    delete("c");
    time.settle();

    assertThat(informer.by("color", "red")).extracting(KubeObject::name).containsExactly("a");
    assertThat(informer.by("color", "blue")).extracting(KubeObject::name).containsExactly("b");
    assertThat(informer.by("color", "green")).isEmpty();
  }

  @Test
  void unknownIndex_isNamed() {
    assertThatThrownBy(() -> informer.by("colour", "red"))
        .hasMessage("index: colour (expected: one of [color])");
  }

  @Test
  void objectsOfOtherNamespaces_areNotSeen() {
    start();

    client.create(
        CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, ObjectKey.of("kube-system", "elsewhere")));
    time.settle();

    assertThat(told).isEmpty();
  }

  @Test
  void errorEvent_makesItListAgainAndTellTheDifference() {
    create("gone", "red");
    create("kept", "red");
    create("painted", "red");
    start();
    told.clear();

    unreliable.expire();
    delete("gone");
    paint("painted", "blue");
    create("new", "red");
    unreliable.recover();
    time.settle();

    assertThat(told)
        .containsExactlyInAnyOrder("gone:red->", "painted:red->painted:blue", "->new:red");
    assertThat(unreliable.lists).isEqualTo(2);
  }

  @Test
  void endedWatch_isOpenedAgainWhereItEnded() {
    start();
    create("a", "red");
    time.settle();

    unreliable.end();
    create("b", "red");
    unreliable.recover();
    time.settle();

    assertThat(told).containsExactly("->a:red", "->b:red");
    assertThat(unreliable.lists).isEqualTo(1);
  }

  @Test
  void watchesThatEndAtOnce_areNotOpenedWithoutEnd() {
    unreliable.endEveryWatch = true;
    create("a", "red");
    start();

    time.advance(Duration.ofSeconds(10));
    create("b", "red");
    time.advance(Duration.ofSeconds(1));

    assertThat(told).containsExactly("->a:red", "->b:red");
    assertThat(unreliable.lists).isBetween(2, 12);
  }

  @Test
  void failingList_isTriedAgainAfterASecond() {
    unreliable.refuseLists = 2;
    create("a", "red");

    start();
    time.advance(Duration.ofMillis(1999));
    List<String> early = List.copyOf(told);
    time.advance(Duration.ofMillis(1));

    assertThat(early).isEmpty();
    assertThat(told).containsExactly("->a:red");
    assertThat(unreliable.lists).isEqualTo(3);
  }

  @Test
  void closedInformer_tellsNothingMore() {
    start();

    loop.execute(informer::close);
    time.settle();
    create("a", "red");
    time.settle();

    assertThat(told).isEmpty();
  }
}
