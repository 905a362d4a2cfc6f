// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {

  private static final KubeObject POD =
      KubeObject.parse(
          """
          {"apiVersion":"v1","kind":"Pod",
           "metadata":{"name":"web-0","namespace":"shop","uid":"u1","resourceVersion":"7"}}
          """);

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final Map<String, KubeObject> events = new LinkedHashMap<>();
  private final EventRecorder recorder = new EventRecorder(client(), time, "kubelet", "node-1");

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void event_namesItsObjectAndSource() {
    recorder.normal(POD, "spec.containers{web}", "Started", "Started container web");
    time.settle();

    assertThat(events.values())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).matches("web-0\\.[0-9a-f]{16}");
              assertThat(event.namespace()).isEqualTo("shop");
              assertThat(event.text("involvedObject", "uid")).isEqualTo("u1");
              assertThat(event.text("involvedObject", "fieldPath"))
                  .isEqualTo("spec.containers{web}");
              assertThat(event.text("type")).isEqualTo("Normal");
              assertThat(event.text("source", "host")).isEqualTo("node-1");
              assertThat(event.text("firstTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
            });
  }

  @Test
  void sameEventAgain_raisesTheCount() {
    recorder.warning(POD, "BackOff", "Back-off");
    time.advance(Duration.ofSeconds(10));
    recorder.warning(POD, "BackOff", "Back-off");
    time.settle();

    assertThat(events.values())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.number(0, "count")).isEqualTo(2);
              assertThat(event.text("lastTimestamp")).isEqualTo("2026-01-01T00:00:10Z");
            });
  }

  @Test
  void sameEventAfterItsRemoval_isCreatedAnew() {
    recorder.warning(POD, "BackOff", "Back-off");
    time.settle();
    events.clear();
    recorder.warning(POD, "BackOff", "Back-off");
    time.settle();

    assertThat(events.values())
        .singleElement()
        .satisfies(event -> assertThat(event.number(0, "count")).isEqualTo(1));
  }

  @Test
  void differentMessages_areDifferentEvents() {
    recorder.normal(POD, "Pulled", "a");
    recorder.normal(POD, "Pulled", "b");
    time.settle();

    assertThat(events).hasSize(2);
  }

  /** A client that only creates and patches, into {@link #events}. */
  private KubeClient client() {
    return (KubeClient)
        Proxy.newProxyInstance(
            KubeClient.class.getClassLoader(),
            new Class<?>[] {KubeClient.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "create" -> create((KubeObject) args[1]);
                  case "patch" -> patch((ObjectKey) args[1], (Patch) args[2]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private KubeObject create(KubeObject event) {
    assertThat(events).doesNotContainKey(event.name());
    events.put(event.name(), event);
    return event;
  }

  private KubeObject patch(ObjectKey key, Patch patch) {
    KubeObject before = events.get(key.name());
    if (before == null) {
      throw ApiException.notFound(ResourceType.EVENTS, key.name());
    }
    KubeObject after =
        before.edit(
            tree -> patch.body().properties().forEach(e -> tree.set(e.getKey(), e.getValue())));
    events.put(key.name(), after);
    return after;
  }
}
