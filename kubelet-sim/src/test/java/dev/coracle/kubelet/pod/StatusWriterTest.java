// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import dev.coracle.kubelet.pod.PodState.Cause;
import dev.coracle.kubelet.spec.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written of a Pod when another one has its name by now. */
class StatusWriterTest {

  private static final ObjectKey KEY = ObjectKey.of("default", "web-0");

  private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final KubeClient client = new ApiServer(ApiServerOptions.STANDARD, time).client();
  private final StatusWriter writer = new StatusWriter(client, time.loop("status"));

  @AfterEach
  void close() {
    time.close();
  }

  private KubeObject create() {
    return client.create(
        ResourceType.PODS,
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-0", "namespace": "default"},
             "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": "nginx"}]}}
            """));
  }

  private static PodSnapshot finished(KubeObject pod) {
    return new PodSnapshot(
        new PodSpec(pod),
        new PodState.Finished(Cause.failure("Evicted", "over")),
        Instant.EPOCH,
        Optional.empty(),
        "192.168.0.1",
        List.of(),
        List.of());
  }

  private void replace() {
    client.delete(
        ResourceType.PODS,
        KEY,
        new DeleteOptions(OptionalLong.of(0), DeleteOptions.Propagation.DEFAULT, "", "", false));
    create();
  }

  @Test
  void podThatHasBeenReplaced_isLeftAlone() {
    KubeObject old = create();
    replace();

    writer.writeAndRemove(finished(old));
    time.settle();

    KubeObject other = client.get(ResourceType.PODS, KEY);
    assertThat(other.uid()).isNotEqualTo(old.uid());
    assertThat(other.text("status", "reason")).isEmpty();
  }

  @Test
  void podThatHasBeenReplaced_isNotTriedAgain() {
    KubeObject old = create();
    replace();
    writer.writeAndRemove(finished(old));
    time.settle();
    String version = client.get(ResourceType.PODS, KEY).resourceVersion();

    int triedAgain = time.advance(Duration.ofMinutes(1));

    assertThat(triedAgain).isZero();
    assertThat(client.get(ResourceType.PODS, KEY).resourceVersion()).isEqualTo(version);
  }

  @Test
  void deletedPod_isRemovedWithItsLastStatus() {
    KubeObject pod = create();

    writer.writeAndRemove(finished(pod));
    time.settle();

    assertThat(client.find(ResourceType.PODS, KEY)).isEmpty();
  }
}
