// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class TlsHandshakeTest {

  private final Instant now = Instant.now();
  private final CertificateAuthority authority = CertificateAuthority.create("ca", now);
  private final X509Bundle server =
      authority.issueServer("web", List.of("web.default.svc", "127.0.0.1"), now);

  @Test
  void clientTrustingTheAuthority_isSatisfied() throws Exception {
    var client = client(X509Bundle.trusting(List.of(authority.certificate())), "web.default.svc");

    handshake(client, server(false));

    assertThat(client.getSession().getPeerCertificates()).containsExactly(server.certificate());
  }

  @Test
  void addressOfTheServer_isAccepted() throws Exception {
    var client = client(X509Bundle.trusting(List.of(authority.certificate())), "127.0.0.1");

    handshake(client, server(false));

    assertThat(client.getSession().isValid()).isTrue();
  }

  @Test
  void clientCertificate_isSeenByTheServer() throws Exception {
    var user = authority.issueClient("jane", List.of("dev"), now);
    var engine = server(true);

    handshake(client(user.sslContext(List.of(authority.certificate())), "127.0.0.1"), engine);

    assertThat(engine.getSession().getPeerPrincipal().getName()).isEqualTo("CN=jane,O=dev");
  }

  @Test
  void otherName_isRefused() {
    var client = client(X509Bundle.trusting(List.of(authority.certificate())), "other");

    assertThatThrownBy(() -> handshake(client, server(false))).isInstanceOf(SSLException.class);
  }

  @Test
  void otherAuthority_isRefused() {
    var other = CertificateAuthority.create("ca", now);
    var client = client(X509Bundle.trusting(List.of(other.certificate())), "web.default.svc");

    assertThatThrownBy(() -> handshake(client, server(false))).isInstanceOf(SSLException.class);
  }

  private SSLEngine server(boolean needClient) {
    SSLEngine engine = server.sslContext(List.of(authority.certificate())).createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(needClient);
    return engine;
  }

  private static SSLEngine client(SSLContext context, String host) {
    SSLEngine engine = context.createSSLEngine(host, 443);
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    var toServer = ByteBuffer.allocate(1 << 17);
    var toClient = ByteBuffer.allocate(1 << 17);
    for (int i = 0; i < 50 && !(isDone(client) && isDone(server)); i++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    assertThat(isDone(client) && isDone(server)).isTrue();
  }

  private static boolean isDone(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    var application = ByteBuffer.allocate(1 << 15);
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP || isDone(engine)) {
      in.flip();
      engine.unwrap(in, application);
      in.compact();
    }
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      task.run();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    }
  }
}
