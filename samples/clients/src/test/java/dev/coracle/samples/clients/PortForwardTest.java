// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.clients;

import static dev.coracle.program.Programs.http;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ports of a Pod on the machine of whoever asks for them. */
final class PortForwardTest {

  private static final String WEB =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        containers:
        - name: main
          image: web:1
          ports: [{containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 8080}]
      """;
  private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127.0.0.1:(\\d+)");

  private final Cluster cluster = Cluster.start();

  @BeforeEach
  void deploy() {
    cluster.images().add("web:1", http("hello"));
    cluster.apply(WEB).awaitReady();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @TestFactory
  Stream<DynamicTest> kubectl(@TempDir Path home) {
    Optional<Path> program = Kubectl.find();
    return Stream.of(
        program.isEmpty()
            ? dynamicTest(Kubectl.ABSENT, () -> assertThat(program).isEmpty())
            : dynamicTest(
                "port-forward service/web",
                () -> kubectlForwards(Kubectl.of(program.get(), cluster, home), home)));
  }

  private static void kubectlForwards(Kubectl kubectl, Path home) throws IOException {
    Path output = home.resolve("output.txt");
    Process process = kubectl.start(List.of("port-forward", "service/web", ":80"), output);
    try {
      int port = await().atMost(Duration.ofSeconds(30)).until(() -> port(output), p -> p > 0);

      assertThat(get(port)).endsWith("hello");
      assertThat(get(port)).endsWith("hello");
    } finally {
      process.destroy();
    }
  }

  private static int port(Path output) throws IOException {
    Matcher line = FORWARDING.matcher(Files.readString(output));
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  @Test
  void fabric8_forwardsToALocalPort() throws IOException {
    var config = new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty());
    config.withMasterUrl(cluster.httpUrl().toString()).withOauthToken(cluster.token());
    try (KubernetesClient client =
            new KubernetesClientBuilder().withConfig(config.build()).build();
        LocalPortForward forward =
            client.pods().inNamespace("default").withName("web").portForward(8080)) {

      assertThat(get(forward.getLocalPort())).endsWith("hello");
      assertThat(forward.getServerThrowables()).isEmpty();
    }
  }

  @Test
  void officialClient_readsAndWritesThePort() throws Exception {
    KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(cluster.kubeconfig()));
    ApiClient client = ClientBuilder.kubeconfig(config).build().setReadTimeout(0);

    PortForward.PortForwardResult forward =
        new PortForward(client).forward("default", "web", List.of(8080));
    OutputStream out = forward.getOutboundStream(8080);
    out.write(REQUEST);

    assertThat(new String(forward.getInputStream(8080).readAllBytes(), UTF_8)).endsWith("hello");
    client.getHttpClient().dispatcher().executorService().shutdown();
    client.getHttpClient().connectionPool().evictAll();
  }

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n".getBytes(UTF_8);

  private static String get(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
