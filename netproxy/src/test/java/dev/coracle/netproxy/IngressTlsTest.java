// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
class IngressTlsTest {

  private final NetworkPlan plan;
  private IngressFixture net;

  IngressTlsTest(NetworkPlan plan) {
    this.plan = plan;
  }

  @BeforeEach
  void start() throws IOException {
    net = new IngressFixture(plan);
  }

  @AfterEach
  void stop() {
    net.close();
  }

  @Test
  void certificate_isChosenByServerName() throws Exception {
    net.serve("10.1.0.1");
    secret("foo-tls", "foo.bar.com");
    net.ingress(IngressFixture.INGRESS);

    assertThat(names(handshake("foo.bar.com"))).contains("foo.bar.com");
    assertThat(names(handshake("other.com"))).contains("ingress.local");
    assertThat(handshake("other.com").getSubjectX500Principal().getName())
        .contains("CN=Kubernetes Ingress Controller Fake Certificate");
  }

  @Test
  void requestOverTls_isForwardedAsSuch() throws Exception {
    net.serve("10.1.0.1");
    net.ingress(IngressFixture.INGRESS);

    try (SSLSocket socket = tls("foo.bar.com")) {
      IngressFixture.write(
          socket, "GET /s HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n");
      assertThat(IngressFixture.read(socket))
          .contains("GET /s 0")
          .containsIgnoringCase("X-Forwarded-Proto: https")
          .containsIgnoringCase("X-Forwarded-Port: 443");
    }
  }

  @Test
  void wildcardCertificate_standsForOneLabel() throws Exception {
    secret("foo-tls", "*.bar.com");
    net.ingress(IngressFixture.INGRESS.replace("[\"foo.bar.com\"]", "[\"*.bar.com\"]"));

    assertThat(names(handshake("x.bar.com"))).contains("*.bar.com");
    assertThat(names(handshake("y.x.bar.com"))).contains("ingress.local");
  }

  @Test
  void brokenSecret_keepsRouting_andIsToldOnce() throws Exception {
    net.serve("10.1.0.1");
    net.client.create(ResourceType.SECRETS, tlsSecret("foo-tls", "bm90IGEgY2VydA==", "bm8="));
    net.ingress(IngressFixture.INGRESS);
    net.client.delete(ResourceType.SERVICES, ObjectKey.of("default", "web"));
    net.time.settle();

    assertThat(names(handshake("foo.bar.com"))).contains("ingress.local");
    assertThat(events()).containsExactly("BadCertificate x1");
  }

  @Test
  void missingCertificate_isIssued_whereAskedFor() throws Exception {
    net.ingress(
        IngressFixture.INGRESS.replace(
            "\"namespace\": \"default\"",
            "\"namespace\": \"default\", \"annotations\": {\"kubernetes.io/tls-acme\": \"true\"}"));

    X509Certificate shown = handshake("foo.bar.com");

    shown.verify(net.authority.certificate().getPublicKey());
    assertThat(names(shown)).contains("foo.bar.com");
    assertThat(
            net.client.get(ResourceType.SECRETS, ObjectKey.of("default", "foo-tls")).text("type"))
        .isEqualTo("kubernetes.io/tls");
  }

  @Test
  void changedSecret_isShownAtTheNextHandshake() throws Exception {
    secret("foo-tls", "foo.bar.com");
    net.ingress(IngressFixture.INGRESS);
    X509Certificate before = handshake("foo.bar.com");

    net.client.delete(ResourceType.SECRETS, ObjectKey.of("default", "foo-tls"));
    net.time.settle();
    X509Certificate between = handshake("foo.bar.com");
    secret("foo-tls", "foo.bar.com");
    net.time.settle();
    X509Certificate after = handshake("foo.bar.com");

    assertThat(names(before)).contains("foo.bar.com");
    assertThat(names(between)).contains("ingress.local");
    assertThat(names(after)).contains("foo.bar.com");
    assertThat(after).isNotEqualTo(before);
  }

  private List<String> events() {
    return net.client.list(ResourceType.EVENTS, ListOptions.ALL).items().stream()
        .filter(event -> !event.text("reason").equals("PortUnavailable"))
        .map(event -> event.text("reason") + " x" + event.number(1, "count"))
        .toList();
  }

  private void secret(String name, String host) {
    var bundle = net.authority.issueServer(host, List.of(host), net.time.now());
    net.client.create(
        ResourceType.SECRETS,
        tlsSecret(name, base64(bundle.certificatesPem()), base64(bundle.privateKeyPem())));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  private static KubeObject tlsSecret(String name, String certificate, String key) {
    return KubeObject.of(ResourceType.SECRETS, ObjectKey.of("default", name))
        .edit(
            o -> {
              o.put("type", "kubernetes.io/tls");
              o.putObject("data").put("tls.crt", certificate).put("tls.key", key);
            });
  }

  private static List<String> names(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(each -> String.valueOf(each.get(1)))
        .toList();
  }

  private X509Certificate handshake(String serverName) throws Exception {
    try (SSLSocket socket = tls(serverName)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private SSLSocket tls(String serverName) throws Exception {
    var context = javax.net.ssl.SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustEverybody()}, null);
    int port = net.server.httpsAddress().getPort();
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(net.server.httpsAddress().getAddress(), port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static final class TrustEverybody implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
