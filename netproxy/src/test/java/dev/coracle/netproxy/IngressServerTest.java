// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.time.SystemTime;
import dev.coracle.apiserver.ApiServer;
import dev.coracle.apiserver.ApiServerOptions;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngressServerTest {

  private static final InetAddress LOOPBACK = DnsSamples.address("127.0.0.1");

  private static final String CLASS =
      """
      {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
       "metadata": {"name": "coracle"}, "spec": {"controller": "coracle.dev/ingress"}}
      """;
  private static final String INGRESS =
      """
      {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
       "metadata": {"name": "web", "namespace": "default"},
       "spec": {"ingressClassName": "coracle",
        "tls": [{"hosts": ["foo.bar.com"], "secretName": "foo-tls"}],
        "rules": [{"host": "foo.bar.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
         "backend": {"service": {"name": "web", "port": {"name": "http"}}}}]}}]}}
      """;
  private static final String SERVICE =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"},
       "spec": {"clusterIP": "None", "selector": {"app": "web"},
        "ports": [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}]}}
      """;

  private final SystemTime time = new SystemTime();
  private final ApiServer api = new ApiServer(ApiServerOptions.STANDARD, time);
  private final KubeClient client = api.client();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final CertificateAuthority authority = CertificateAuthority.create("test-ca", time.now());
  private final Map<String, Integer> ports = new HashMap<>();
  private IngressServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        IngressServer.start(
            client,
            time,
            group,
            IngressServer.Options.of(LOOPBACK, authority),
            (ip, port) -> new InetSocketAddress(LOOPBACK, ports.getOrDefault(ip, 1)));
    client.create(ResourceType.INGRESS_CLASSES, KubeObject.parse(CLASS));
  }

  @AfterEach
  void stop() {
    server.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    api.close();
    time.close();
  }

  /** Starts servers that echo what they got, as the endpoints of the Service. */
  private void serve(String... ips) {
    StringBuilder endpoints = new StringBuilder();
    for (String ip : ips) {
      ports.put(ip, IngressEcho.start(group, LOOPBACK, ip));
      endpoint(endpoints, ip);
    }
    client.create(ResourceType.SERVICES, KubeObject.parse(SERVICE));
    client.create(ResourceType.ENDPOINT_SLICES, KubeObject.parse(slice(endpoints.toString())));
  }

  private static void endpoint(StringBuilder endpoints, String ip) {
    endpoints.append(endpoints.isEmpty() ? "" : ",").append("{\"addresses\": [\"").append(ip);
    endpoints.append("\"], \"conditions\": {\"ready\": true}}");
  }

  private static String slice(String endpoints) {
    return """
    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
     "metadata": {"name": "web-1", "namespace": "default",
       "labels": {"kubernetes.io/service-name": "web"}},
     "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
     "endpoints": [%s]}
    """
        .formatted(endpoints);
  }

  @Test
  void request_reachesTheEndpoint_withForwardedHeaders() throws IOException {
    serve("10.1.0.1");
    ingress(INGRESS);

    String response = get("GET /a/b?c=d", "foo.bar.com:8080");

    assertThat(response)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("10.1.0.1\nGET /a/b?c=d 0")
        .contains("Host: foo.bar.com:8080")
        .containsIgnoringCase("X-Forwarded-For: 127.0.0.1")
        .containsIgnoringCase("X-Forwarded-Host: foo.bar.com:8080")
        .containsIgnoringCase("X-Forwarded-Proto: http")
        .containsIgnoringCase("X-Real-IP: 127.0.0.1");
    assertThat(server.requests().get(0).toString())
        .contains("GET http://foo.bar.com:8080/a/b?c=d\" 200")
        .contains("[default/web -> default/web -> 10.1.0.1:8080]");
  }

  @Test
  void requests_goRound() throws IOException {
    serve("10.1.0.1", "10.1.0.2", "10.1.0.3");
    ingress(INGRESS);

    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      String response = get("GET /", "foo.bar.com");
      seen.add(response.substring(response.indexOf("10.1."), response.indexOf("\nGET")));
    }

    assertThat(seen).containsExactlyInAnyOrder("10.1.0.1", "10.1.0.2", "10.1.0.3");
  }

  @Test
  void endpointThatRefuses_isPassedOver() throws IOException {
    serve("10.1.0.1", "10.1.0.2");
    ports.remove("10.1.0.1");
    ingress(INGRESS);

    assertThat(get("GET /", "foo.bar.com")).contains("10.1.0.2\n");
    assertThat(get("GET /", "foo.bar.com")).contains("10.1.0.2\n");

    ports.clear();
    assertThat(get("GET /", "foo.bar.com")).startsWith("HTTP/1.1 502 Bad Gateway");
  }

  @Test
  void nothingThatFits_isRefused() throws IOException {
    ingress(INGRESS);

    assertThat(get("GET /", "other.com")).startsWith("HTTP/1.1 404 Not Found");
    assertThat(get("GET /", "foo.bar.com"))
        .startsWith("HTTP/1.1 503 Service Unavailable")
        .contains("service default/web not found");

    client.create(ResourceType.SERVICES, KubeObject.parse(SERVICE));
    time.settle();
    assertThat(get("GET /", "foo.bar.com")).contains("has no ready endpoint for port http");
  }

  @Test
  void connection_isKept_andBodiesAreStreamed() throws IOException {
    serve("10.1.0.1");
    ingress(INGRESS);
    String body = "x".repeat(200_000);

    try (Socket socket = new Socket(LOOPBACK, server.httpAddress().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /one HTTP/1.1\r\nHost: foo.bar.com\r\nContent-Length: 200000\r\n\r\n"
                  + body
                  + "GET /two HTTP/1.1\r\nHost: nobody\r\n\r\n"
                  + "GET /three HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n")
              .getBytes(ISO_8859_1));

      assertThat(read(socket))
          .containsSubsequence(
              "200 OK",
              "transfer-encoding: chunked",
              "POST /one 200000",
              "404 Not Found",
              "200 OK",
              "connection: close",
              "GET /three 0");
    }
  }

  @Test
  void requestsSentAtOnce_areAnsweredInOrder() throws IOException {
    serve("10.1.0.1");
    ingress(INGRESS);
    StringBuilder requests = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.append("POST /%d HTTP/1.1\r\nHost: foo.bar.com\r\n".formatted(i));
      requests.append("Content-Length: 9000\r\n\r\n").append("x".repeat(9000));
      expected.add("POST /" + i + " 9000");
    }
    requests.append("GET /end HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n");
    expected.add("GET /end 0");

    try (Socket socket = new Socket(LOOPBACK, server.httpAddress().getPort())) {
      time.spawn("sender", () -> writeOrGiveUp(socket, requests.toString()));

      assertThat(read(socket)).containsSubsequence(expected);
    }
  }

  private static void writeOrGiveUp(Socket socket, String text) {
    try {
      write(socket, text);
    } catch (IOException e) {
      // The reader will find that something is missing.
    }
  }

  @Test
  void upgrade_becomesATunnel() throws IOException {
    try (ServerSocket backend = new ServerSocket(0, 5, LOOPBACK)) {
      StringBuilder endpoints = new StringBuilder();
      endpoint(endpoints, "10.1.0.9");
      ports.put("10.1.0.9", backend.getLocalPort());
      client.create(ResourceType.SERVICES, KubeObject.parse(SERVICE));
      client.create(ResourceType.ENDPOINT_SLICES, KubeObject.parse(slice(endpoints.toString())));
      ingress(INGRESS);

      try (Socket socket = new Socket(LOOPBACK, server.httpAddress().getPort())) {
        write(
            socket,
            "GET /ws HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n");
        Socket accepted = backend.accept();
        assertThat(readHead(accepted)).contains("upgrade: websocket").contains("GET /ws");
        write(
            accepted,
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                + "Upgrade: websocket\r\n\r\nhello");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 101");
        assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        write(socket, "ping!");
        assertThat(accepted.getInputStream().readNBytes(5)).asString().isEqualTo("ping!");
        accepted.close();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void certificate_isChosenByServerName() throws Exception {
    serve("10.1.0.1");
    secret("foo-tls", "foo.bar.com");
    ingress(INGRESS);

    assertThat(names(handshake("foo.bar.com"))).contains("foo.bar.com");
    assertThat(names(handshake("other.com"))).contains("ingress.local");
    assertThat(handshake("other.com").getSubjectX500Principal().getName())
        .contains("CN=Kubernetes Ingress Controller Fake Certificate");
  }

  @Test
  void requestOverTls_isForwardedAsSuch() throws Exception {
    serve("10.1.0.1");
    ingress(INGRESS);

    try (SSLSocket socket = tls("foo.bar.com")) {
      write(socket, "GET /s HTTP/1.1\r\nHost: foo.bar.com\r\nConnection: close\r\n\r\n");
      assertThat(read(socket))
          .contains("GET /s 0")
          .containsIgnoringCase("X-Forwarded-Proto: https")
          .containsIgnoringCase("X-Forwarded-Port: 443");
    }
  }

  @Test
  void externalName_isDialledByName() throws IOException {
    serve("10.1.0.1");
    ports.put("api.example.com", ports.get("10.1.0.1"));
    client.delete(ResourceType.SERVICES, ObjectKey.of("default", "web"));
    client.create(
        ResourceType.SERVICES,
        KubeObject.parse(
            """
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"name": "web", "namespace": "default"},
             "spec": {"type": "ExternalName", "externalName": "api.example.com",
              "ports": [{"name": "http", "port": 80, "protocol": "TCP"}]}}
            """));
    ingress(INGRESS);

    assertThat(get("GET /", "foo.bar.com")).startsWith("HTTP/1.1 200 OK");
    assertThat(server.requests().get(0).endpoint()).isEqualTo("api.example.com:80");
  }

  @Test
  void wildcardCertificate_standsForOneLabel() throws Exception {
    secret("foo-tls", "*.bar.com");
    ingress(INGRESS.replace("[\"foo.bar.com\"]", "[\"*.bar.com\"]"));

    assertThat(names(handshake("x.bar.com"))).contains("*.bar.com");
    assertThat(names(handshake("y.x.bar.com"))).contains("ingress.local");
  }

  @Test
  void brokenSecret_keepsRouting_andIsToldOnce() throws Exception {
    serve("10.1.0.1");
    client.create(ResourceType.SECRETS, tlsSecret("foo-tls", "bm90IGEgY2VydA==", "bm8="));
    ingress(INGRESS);
    client.delete(ResourceType.SERVICES, ObjectKey.of("default", "web"));
    time.settle();

    assertThat(names(handshake("foo.bar.com"))).contains("ingress.local");
    assertThat(events()).containsExactly("BadCertificate x1");
  }

  @Test
  void missingCertificate_isIssued_whereAskedFor() throws Exception {
    ingress(
        INGRESS.replace(
            "\"namespace\": \"default\"",
            "\"namespace\": \"default\", \"annotations\": {\"kubernetes.io/tls-acme\": \"true\"}"));

    X509Certificate shown = handshake("foo.bar.com");

    shown.verify(authority.certificate().getPublicKey());
    assertThat(names(shown)).contains("foo.bar.com");
    assertThat(client.get(ResourceType.SECRETS, ObjectKey.of("default", "foo-tls")).text("type"))
        .isEqualTo("kubernetes.io/tls");
  }

  @Test
  void address_isWritten_andRemovedWithTheClass() {
    ingress(INGRESS);
    assertThat(addresses()).contains("127.0.0.1");

    client.patch(
        ResourceType.INGRESSES,
        ObjectKey.of("default", "web"),
        Patch.merge(p -> p.putObject("spec").put("ingressClassName", "somebody-else")));
    time.settle();

    assertThat(addresses()).isEmpty();
  }

  @Test
  void ingressWithoutClass_isServed_andOneOfAnUnknownClassIsNot() {
    ingress(INGRESS.replace("\"ingressClassName\": \"coracle\",", ""));
    assertThat(addresses()).contains("127.0.0.1");

    client.delete(ResourceType.INGRESSES, ObjectKey.of("default", "web"));
    ingress(INGRESS.replace("\"coracle\"", "\"some-invalid-class-name\""));
    assertThat(addresses()).isEmpty();
  }

  private void ingress(String json) {
    client.create(ResourceType.INGRESSES, KubeObject.parse(json));
    time.settle();
  }

  private String addresses() {
    return client
        .get(ResourceType.INGRESSES, ObjectKey.of("default", "web"))
        .at("status", "loadBalancer", "ingress")
        .path(0)
        .path("ip")
        .asString("");
  }

  private List<String> events() {
    return client.list(ResourceType.EVENTS, ListOptions.ALL).items().stream()
        .filter(event -> !event.text("reason").equals("PortUnavailable"))
        .map(event -> event.text("reason") + " x" + event.number(1, "count"))
        .toList();
  }

  private void secret(String name, String host) {
    var bundle = authority.issueServer(host, List.of(host), time.now());
    client.create(
        ResourceType.SECRETS,
        tlsSecret(name, base64(bundle.certificatesPem()), base64(bundle.privateKeyPem())));
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  private static KubeObject tlsSecret(String name, String certificate, String key) {
    return KubeObject.of(ResourceType.SECRETS, ObjectKey.of("default", name))
        .edit(
            o -> {
              o.put("type", "kubernetes.io/tls");
              o.putObject("data").put("tls.crt", certificate).put("tls.key", key);
            });
  }

  private String get(String request, String host) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, server.httpAddress().getPort())) {
      write(socket, request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      return read(socket);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String read(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private static String readHead(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    return head.toString().replace("Upgrade: ", "upgrade: ");
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
    int port = server.httpsAddress().getPort();
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, port);
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
