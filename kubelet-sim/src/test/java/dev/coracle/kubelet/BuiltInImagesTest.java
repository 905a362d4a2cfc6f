// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltInImagesTest {

  private final KubeletTester node = new KubeletTester();

  @AfterEach
  void close() {
    node.close();
  }

  private void run(String name, String image, String args) {
    node.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: "%s", args: %s}]
        """
            .formatted(name, image, args));
  }

  @Test
  void nginx_welcomes() throws Exception {
    run("web", "docker.io/library/nginx:1.27", "[]");

    assertThat(node.get("web", 80, "/").body()).contains("Welcome to nginx!");
    assertThat(node.get("web", 80, "/nope").status()).isEqualTo(404);
    assertThat(node.logs("web")).contains("\"GET /nope HTTP/1.1\" 404");
  }

  @Test
  void nginx_servesWhatIsWritten() throws Exception {
    run("web", "nginx", "[]");

    node.exec("web", "sh", "-c", "echo mine > /usr/share/nginx/html/index.html");

    assertThat(node.get("web", 80, "/").body()).isEqualTo("mine\n");
    assertThat(node.get("web", 80, "/../../../../etc/hosts").status()).isEqualTo(404);
  }

  @Test
  void netexec_tellsItsNameOverHttpAndUdp() throws Exception {
    run("net", "registry.k8s.io/e2e-test-images/agnhost:2.55", "[netexec, --http-port=8083]");

    assertThat(node.get("net", 8083, "/hostname").body()).isEqualTo("net");
    assertThat(node.get("net", 8083, "/echo?msg=hi&code=418").status()).isEqualTo(418);
    assertThat(datagram("net", 8081, "echo Hello")).isEqualTo("Hello");
    assertThat(node.get("net", 8083, "/dial?host=10.0.0.1&port=8083&request=hostname").body())
        .isEqualTo("{\"responses\":[\"net\"]}");
  }

  @Test
  void connect_saysWhyItFailed() throws Exception {
    run("web", "nginx", "[]");

    run("client", "agnhost", "[connect, '10.0.0.1:81', --timeout=1s]");

    assertThat(node.logs("client")).isEqualTo("REFUSED\n");
  }

  @Test
  void connect_succeedsSilently() throws Exception {
    run("web", "nginx", "[]");

    run("client", "agnhost", "[connect, '10.0.0.1:80']");

    assertThat(node.phase("client")).isEqualTo("Succeeded");
    assertThat(node.logs("client")).isEmpty();
  }

  @Test
  void agnhost_isAnExecutableToo() throws Exception {
    run("web", "nginx", "[]");
    run("client", "agnhost", "[pause]");

    assertThat(node.exec("client", "/agnhost", "connect", "10.0.0.1:80")).isEmpty();
    assertThat(node.exec("client", "/agnhost", "connect", "10.0.0.1:81")).isEqualTo("REFUSED\n[1]");
  }

  @Test
  void serveHostname_answersEverybody() throws Exception {
    run("host", "agnhost", "[serve-hostname]");

    assertThat(node.get("host", 9376, "/").body()).isEqualTo("host");
  }

  @Test
  void alpine_runsACommand() throws Exception {
    run("one", "alpine:3.21", "[echo, hello]");

    assertThat(node.phase("one")).isEqualTo("Succeeded");
    assertThat(node.logs("one")).isEqualTo("hello\n");
  }

  private String datagram(String pod, int port, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5000);
      InetAddress address = InetAddress.getByName(node.address(pod));
      socket.send(new DatagramPacket(bytes, bytes.length, node.network.udp(address, port)));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }
  }
}
