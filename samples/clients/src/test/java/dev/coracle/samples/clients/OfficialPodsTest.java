// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coracle.testing.Cluster;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pods and Deployments with the official Java client, through the kubeconfig and TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OfficialPodsTest {

  private static final String BOX =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: %s}
      spec:
        containers:
        - name: main
          image: busybox:1.37
          command: [sh, -c, "echo one; echo two; sleep 3600"]
      """;
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: main
              image: nginx:1.27
              resources: {requests: {cpu: 100m}}
              ports: [{containerPort: 80, name: http}]
              readinessProbe: {httpGet: {path: /, port: http}}
      """;

  private final Cluster cluster = Cluster.start();
  private final ApiClient client = connect(cluster);
  private final CoreV1Api core = new CoreV1Api(client);

  private static ApiClient connect(Cluster cluster) {
    try {
      KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
      return ClientBuilder.kubeconfig(config).build().setReadTimeout(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  void close() {
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
    cluster.close();
  }

  @Test
  void exec_runsCommandAndTellsItsExitCode() throws Exception {
    V1Pod pod = ready("exec");

    Process process =
        new Exec(client)
            .newExecutionBuilder(
                "default", pod.getMetadata().getName(), command("echo out; exit 3"))
            .setStdout(true)
            .setStderr(true)
            .execute();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("out\n");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  /** The command lives on after its answer: the client refuses to flush into a closed socket. */
  @Test
  void exec_readsStandardInput() throws Exception {
    V1Pod pod = ready("stdin");

    Process process =
        new Exec(client)
            .newExecutionBuilder(
                "default",
                pod.getMetadata().getName(),
                command("read line; echo got $line; read end"))
            .setStdin(true)
            .setStdout(true)
            .execute();
    process.getOutputStream().write("hello\n".getBytes(UTF_8));
    process.getOutputStream().flush();

    byte[] answer = new byte["got hello\n".length()];
    assertThat(process.getInputStream().readNBytes(answer, 0, answer.length))
        .isEqualTo(answer.length);
    assertThat(new String(answer, UTF_8)).isEqualTo("got hello\n");
    process.destroy();
  }

  private static String[] command(String script) {
    return new String[] {"sh", "-c", script};
  }

  @Test
  void log_isReadWholeAndStreamed() throws Exception {
    V1Pod pod = ready("logs");

    await()
        .untilAsserted(
            () ->
                assertThat(core.readNamespacedPodLog("logs", "default").execute())
                    .isEqualTo("one\ntwo\n"));
    try (InputStream stream = new PodLogs(client).streamNamespacedPodLog(pod)) {
      byte[] lines = new byte[8];
      assertThat(stream.readNBytes(lines, 0, lines.length)).isEqualTo(lines.length);
      assertThat(new String(lines, UTF_8)).isEqualTo("one\ntwo\n");
    }
  }

  private V1Pod ready(String name) throws Exception {
    core.createNamespacedPod("default", Yaml.loadAs(BOX.formatted(name), V1Pod.class)).execute();
    await().atMost(Duration.ofSeconds(20)).until(() -> isReady(name));
    return core.readNamespacedPod(name, "default").execute();
  }

  private boolean isReady(String name) throws Exception {
    List<V1PodCondition> conditions =
        core.readNamespacedPod(name, "default").execute().getStatus().getConditions();
    return conditions != null
        && conditions.stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  @Test
  void deployment_isScaledThroughItsSubresource() throws Exception {
    AppsV1Api apps = new AppsV1Api(client);
    V1Deployment made =
        apps.createNamespacedDeployment("default", Yaml.loadAs(WEB, V1Deployment.class)).execute();

    PatchUtils.patch(
        io.kubernetes.client.openapi.models.V1Scale.class,
        () ->
            apps.patchNamespacedDeploymentScale(
                    "web", "default", new V1Patch("{\"spec\":{\"replicas\":3}}"))
                .buildCall(null),
        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
        client);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        apps.readNamespacedDeploymentStatus("web", "default")
                            .execute()
                            .getStatus()
                            .getReadyReplicas())
                    .isEqualTo(3));
    var container = made.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getReadinessProbe().getHttpGet().getPort())
        .isEqualTo(new IntOrString("http"));
    assertThat(container.getResources().getRequests().get("cpu")).isEqualTo(new Quantity("100m"));
  }
}
