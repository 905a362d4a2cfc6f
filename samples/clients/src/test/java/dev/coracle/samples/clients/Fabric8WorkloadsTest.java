// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static dev.coracle.samples.clients.Samples.deployment;
import static dev.coracle.samples.clients.Samples.namespace;
import static dev.coracle.samples.clients.Samples.script;
import static dev.coracle.samples.clients.Samples.service;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.junit.MiniCluster;
import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Deployments and Pods with fabric8's client: what happens after the write. */
@SuppressWarnings("try") // A log is watched for what it writes.
@MiniCluster(nodes = 2)
final class Fabric8WorkloadsTest {

  @Test
  void deployment_becomesReadyAndAnswers(KubernetesClient anywhere, Cluster cluster)
      throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "ready");
    client.services().resource(service("web")).create();
    client.apps().deployments().resource(deployment("web", 2)).create();

    Deployment ready = client.apps().deployments().withName("web").waitUntilReady(20, SECONDS);

    assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(2);
    client
        .endpoints()
        .withName("web")
        .waitUntilCondition(e -> e != null && !e.getSubsets().isEmpty(), 10, SECONDS);
    cluster.settle();
    assertThat(get(Samples.url(cluster, "ready", "web"))).contains("nginx");
  }

  private static String get(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void rollingRestart_replacesEveryPod(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "restart");
    client.apps().deployments().resource(deployment("web", 2)).create();
    client.apps().deployments().withName("web").waitUntilReady(20, SECONDS);
    List<String> before = uids(client);

    client.apps().deployments().withName("web").rolling().restart();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(uids(client)).hasSize(2).doesNotContainAnyElementsOf(before));
  }

  private static List<String> uids(NamespacedKubernetesClient client) {
    return client.pods().list().getItems().stream().map(pod -> pod.getMetadata().getUid()).toList();
  }

  @Test
  void imageUpdate_rollsOutAndIsUndone(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "image");
    client.apps().deployments().resource(deployment("web", 1)).create();
    client.apps().deployments().withName("web").waitUntilReady(20, SECONDS);

    client.apps().deployments().withName("web").edit(Fabric8WorkloadsTest::withNewImage);
    awaitImages(client, "nginx:1.28");
    client.apps().deployments().withName("web").rolling().undo();

    awaitImages(client, "nginx:1.27");
  }

  private static Deployment withNewImage(Deployment old) {
    return new DeploymentBuilder(old)
        .editSpec()
        .editTemplate()
        .editSpec()
        .editFirstContainer()
        .withImage("nginx:1.28")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static void awaitImages(NamespacedKubernetesClient client, String image) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(client.pods().list().getItems())
                    .extracting(pod -> pod.getSpec().getContainers().get(0).getImage())
                    .containsExactly(image));
  }

  @Test
  void scale_waitsForItsPods(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "scale");
    client.apps().deployments().resource(deployment("web", 1)).create();

    Deployment scaled = client.apps().deployments().withName("web").scale(3);

    assertThat(scaled.getSpec().getReplicas()).isEqualTo(3);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(client.pods().withLabel("app", "web").list().getItems()).hasSize(3));
  }

  @Test
  void foregroundDeletion_takesDependentsFirst(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "foreground");
    client.apps().deployments().resource(deployment("web", 2)).create();
    client.apps().deployments().withName("web").waitUntilReady(20, SECONDS);

    client
        .apps()
        .deployments()
        .withName("web")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    client.apps().deployments().withName("web").waitUntilCondition(d -> d == null, 20, SECONDS);
    assertThat(client.apps().replicaSets().list().getItems()).isEmpty();
  }

  @Test
  void orphanDeletion_leavesDependents(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "orphan");
    client.apps().deployments().resource(deployment("web", 1)).create();
    client.apps().deployments().withName("web").waitUntilReady(20, SECONDS);

    client
        .apps()
        .deployments()
        .withName("web")
        .withPropagationPolicy(DeletionPropagation.ORPHAN)
        .delete();

    client.apps().deployments().withName("web").waitUntilCondition(d -> d == null, 20, SECONDS);
    assertThat(client.apps().replicaSets().list().getItems())
        .singleElement()
        .satisfies(rs -> assertThat(rs.getMetadata().getOwnerReferences()).isEmpty());
    assertThat(client.pods().list().getItems()).hasSize(1);
  }

  @Test
  void log_isReadAndFollowed(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "logs");
    client.pods().resource(script("job", "echo one; echo two; sleep 3600")).create();
    client.pods().withName("job").waitUntilReady(20, SECONDS);

    assertThat(client.pods().withName("job").getLog()).isEqualTo("one\ntwo\n");
    assertThat(client.pods().withName("job").tailingLines(1).getLog()).isEqualTo("two\n");
    ByteArrayOutputStream followed = new ByteArrayOutputStream();
    try (LogWatch watch = client.pods().withName("job").watchLog(followed)) {
      await()
          .untilAsserted(
              () -> assertThat(followed.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n"));
    }
  }

  @Test
  void exec_runsCommands(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "exec");
    client.pods().resource(script("box", "sleep 3600")).create();
    client.pods().withName("box").waitUntilReady(20, SECONDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    try (ExecWatch exec =
        client
            .pods()
            .withName("box")
            .writingOutput(out)
            .writingError(err)
            .exec("sh", "-c", "echo out; echo err >&2; exit 3")) {
      assertThat(exec.exitCode().get(20, SECONDS)).isEqualTo(3);
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
  }

  @Test
  void exec_readsWhatIsTyped(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "stdin");
    client.pods().resource(script("box", "sleep 3600")).create();
    client.pods().withName("box").waitUntilReady(20, SECONDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (ExecWatch exec =
        client
            .pods()
            .withName("box")
            .redirectingInput()
            .writingOutput(out)
            .exec("sh", "-c", "read line; echo got $line")) {
      exec.getInput().write("hello\n".getBytes(StandardCharsets.UTF_8));
      exec.getInput().flush();
      assertThat(exec.exitCode().get(20, SECONDS)).isZero();
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("got hello\n");
  }

  @Test
  void attach_readsAndWritesTheProgramsStreams(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "attach");
    Pod box = script("box", "while read line; do echo got $line; done");
    box.getSpec().getContainers().get(0).setStdin(true);
    client.pods().resource(box).create();
    client.pods().withName("box").waitUntilReady(20, SECONDS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (ExecWatch attached =
        client.pods().withName("box").redirectingInput().writingOutput(out).attach()) {
      attached.getInput().write("hello\n".getBytes(StandardCharsets.UTF_8));
      attached.getInput().flush();

      await()
          .untilAsserted(
              () -> assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("got hello\n"));
    }
  }

  @Test
  void pod_isWaitedForUntilItIsDone(KubernetesClient anywhere) {
    NamespacedKubernetesClient client = namespace(anywhere, "done");
    client.pods().resource(script("job", "exit 0")).create();

    Pod done =
        client
            .pods()
            .withName("job")
            .waitUntilCondition(pod -> pod.getStatus().getPhase().equals("Succeeded"), 20, SECONDS);

    assertThat(done.getStatus().getContainerStatuses())
        .singleElement()
        .satisfies(status -> assertThat(status.getState().getTerminated().getExitCode()).isZero());
  }

  @Test
  void leader_isElectedByLease(KubernetesClient anywhere) throws Exception {
    NamespacedKubernetesClient client = namespace(anywhere, "leader");
    BlockingQueue<String> leaders = new LinkedBlockingQueue<>();

    CompletableFuture<?> one = elector(client, "one", leaders).start();
    assertThat(leaders.poll(10, SECONDS)).isEqualTo("one");
    CompletableFuture<?> two = elector(client, "two", leaders).start();
    one.cancel(true);

    assertThat(leaders.poll(20, SECONDS)).isEqualTo("two");
    two.cancel(true);
  }

  private static LeaderElector elector(
      NamespacedKubernetesClient client, String name, BlockingQueue<String> leaders) {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName("lock")
                .withLock(new LeaseLock("leader", "lock", name))
                .withLeaseDuration(Duration.ofSeconds(3))
                .withRenewDeadline(Duration.ofSeconds(2))
                .withRetryPeriod(Duration.ofMillis(200))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(() -> leaders.add(name), () -> {}, leader -> {}))
                .build())
        .build();
  }
}
