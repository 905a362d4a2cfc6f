// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.benchmark;

import static dev.coracle.program.Programs.http;

import dev.coracle.testing.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What a first test does with a cluster: deploy three replicas and ask them through a Service. */
final class Scenario {

  static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: web:1
              ports: [{containerPort: 8080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 8000, targetPort: 8080}]
      """;

  /** Held, for loggers that nobody holds forget their level. */
  private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

  private Scenario() {}

  interface Step {

    void run() throws Exception;
  }

  /** The median time of a step, after a few that are not counted. */
  static double medianMillis(Step step, int runs) throws Exception {
    for (int i = 0; i < 3; i++) {
      step.run();
    }
    double[] millis = new double[runs];
    for (int i = 0; i < runs; i++) {
      long begin = System.nanoTime();
      step.run();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return median(millis);
  }

  static double median(double... values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  static void serviceAnswers() throws Exception {
    try (Cluster cluster = Cluster.start()) {
      answer(cluster);
    }
  }

  static void answer(Cluster cluster) throws Exception {
    cluster.images().add("web:1", http("hello"));
    cluster.apply(WEB).awaitReady();
    InetSocketAddress web = cluster.addressOf("web", 8000);
    try (Socket socket = new Socket(web.getAddress(), web.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.endsWith("hello")) {
        throw new IllegalStateException("answer: " + answer + " (expected: hello)");
      }
    }
  }

  /** The API part alone: nothing runs behind the mock. */
  static void mockAnswers() {
    KubernetesMockServer server = mock();
    try (KubernetesClient client = server.createClient()) {
      client
          .load(new ByteArrayInputStream(WEB.getBytes(StandardCharsets.UTF_8)))
          .inNamespace("default")
          .create();
      client.services().inNamespace("default").withName("web").require();
    } finally {
      server.destroy();
    }
  }

  static KubernetesMockServer mock() {
    MOCK_LOG.setLevel(Level.WARNING);
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    server.init();
    return server;
  }
}
