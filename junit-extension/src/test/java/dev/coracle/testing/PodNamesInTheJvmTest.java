// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static dev.coracle.program.Programs.http;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.network.NetworkPlan;
import dev.coracle.program.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What code in a Pod finds by {@code InetAddress} while the cluster's time stands still. */
@EnabledForJreRange(min = JRE.JAVA_18)
class PodNamesInTheJvmTest {

  private static final String SHOP =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: front, namespace: shop, labels: {app: front}}
      spec: {containers: [{name: front, image: front, ports: [{containerPort: 8080}]}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: front, namespace: shop}
      spec: {selector: {app: front}, ports: [{port: 8000, targetPort: 8080}]}
      """;

  private static final String NO_WAY_OUT =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: no-way-out, namespace: shop}
      spec: {podSelector: {}, policyTypes: [Egress]}
      """;

  private final Cluster cluster =
      Cluster.builder().plan(NetworkPlan.LOOPBACK).virtualTime().start();

  @BeforeEach
  void start() {
    cluster.images().add("front", http(request -> Response.text(find())));
    cluster.apply(SHOP).awaitReady();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static String find() {
    try {
      return InetAddress.getByName("front").getHostAddress();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private String ask() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(cluster.addressOf("shop/front", 8000));
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      return answer.substring(answer.lastIndexOf('\n') + 1);
    }
  }

  @Test
  void shortName_isThatOfThePodsNamespace() throws IOException {
    String found = ask();

    assertThat(found).isEqualTo(cluster.addresses("front.shop").get(0).getHostAddress());
  }

  /** A Pod's own resolver would wait here, and time does not pass. */
  @Test
  void questionThatIsDenied_fails_insteadOfWaiting() throws IOException {
    cluster.apply(NO_WAY_OUT).settle();

    assertThat(ask()).isEqualTo("unknown");
  }
}
