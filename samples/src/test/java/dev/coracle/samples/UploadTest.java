// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a client sends into a container, closing the connection as soon as all is sent. */
@MiniCluster
class UploadTest {

  private static final String SHELL =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: shell}
      spec: {containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}
      """;

  @TempDir private Path directory;

  private boolean upload(Cluster cluster, KubernetesClient client, String text) throws IOException {
    cluster.apply(SHELL).awaitReady();
    Path file = Files.writeString(directory.resolve("file"), text);
    return client.pods().inNamespace("default").withName("shell").file("/tmp/file").upload(file);
  }

  @RepeatedTest(5)
  void smallFile_arrives(Cluster cluster, KubernetesClient client) throws Exception {
    assertThat(upload(cluster, client, "hello")).isTrue();

    assertThat(cluster.exec("shell", "cat", "/tmp/file").stdout()).isEqualTo("hello");
  }

  @Test
  @MiniCluster
  void largeFile_arrives(Cluster cluster, KubernetesClient client) throws Exception {
    assertThat(upload(cluster, client, "x".repeat(5 << 20))).isTrue();

    assertThat(cluster.exec("shell", "stat", "-c", "%s", "/tmp/file").stdout().strip())
        .isEqualTo(String.valueOf(5 << 20));
  }
}
