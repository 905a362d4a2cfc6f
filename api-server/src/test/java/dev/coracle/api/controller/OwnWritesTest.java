// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import static dev.coracle.api.ResourceType.CONFIG_MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnWritesTest {

  private static final ObjectKey KEY = ObjectKey.of("default", "owner");
  private static final ObjectKey OTHER = ObjectKey.of("default", "other");

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();
  private final Loop loop = time.loop("test");
  private final Informer informer = Informer.of(client, CONFIG_MAPS, loop);
  private final OwnWrites writes = new OwnWrites();

  @AfterEach
  void close() {
    time.close();
  }

  private void onLoop(Runnable task) {
    loop.execute(task);
    time.settle();
  }

  private boolean areSeen(ObjectKey key) {
    return writes.areSeen(key, time.now());
  }

  private KubeObject create(String name) {
    return client.create(CONFIG_MAPS, KubeObject.of(CONFIG_MAPS, ObjectKey.of("default", name)));
  }

  @Test
  void createdObject_isAwaitedForItsKeyOnly() {
    KubeObject made = create("made");

    writes.changed(KEY, informer, made, time.now());

    assertThat(areSeen(KEY)).isFalse();
    assertThat(areSeen(OTHER)).isTrue();
  }

  @Test
  void createdObject_isSeenWithItsVersion() {
    writes.changed(KEY, informer, create("made"), time.now());

    informer.start();
    time.settle();

    assertThat(areSeen(KEY)).isTrue();
  }

  @Test
  void deletedObject_isSeenWhenThePictureLosesIt() {
    KubeObject made = create("made");
    informer.start();
    time.settle();
    boolean[] seen = new boolean[2];

    onLoop(
        () -> {
          client.delete(CONFIG_MAPS, made.key());
          writes.deleted(KEY, informer, made.key(), time.now());
          seen[0] = areSeen(KEY);
          informer.refresh();
          seen[1] = areSeen(KEY);
        });

    assertThat(seen).containsExactly(false, true);
  }

  @Test
  void writeThatIsNeverTold_isForgottenAfterFiveMinutes() {
    writes.changed(KEY, informer, create("made"), time.now());
    int unused = time.advance(Duration.ofMinutes(5));

    assertThat(areSeen(KEY)).isTrue();
  }
}
