// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import dev.coracle.api.pki.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The client's side of TLS over a connection that is there: whom it trusts, and who it is. */
public final class ClientTls {

  private final Optional<List<X509Certificate>> trusted;
  private final Optional<X509Bundle> identity;

  private ClientTls(Optional<List<X509Certificate>> trusted, Optional<X509Bundle> identity) {
    this.trusted = trusted;
    this.identity = identity;
  }

  /** Trusts everybody, as a kubelet's probes and the proxies of the API server do. */
  public static ClientTls unverified() {
    return new ClientTls(Optional.empty(), Optional.empty());
  }

  /** Trusts servers that one of the authorities has certified for their name. */
  public static ClientTls trusting(Collection<X509Certificate> authorities) {
    return new ClientTls(Optional.of(List.copyOf(authorities)), Optional.empty());
  }

  /** The same with a certificate to show. */
  public ClientTls as(X509Bundle who) {
    return new ClientTls(trusted, Optional.of(who));
  }

  /**
   * Layers TLS over the socket, which it closes with itself, and shakes hands.
   *
   * @param host what the certificate must be for; sent as the server's name where it is one
   */
  public SSLSocket over(Socket socket, String host, int port) throws IOException {
    var secure = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
    var parameters = secure.getSSLParameters();
    if (host.contains(".") && !host.matches("[0-9.]+|.*:.*")) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    if (trusted.isPresent()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private SSLContext context() throws IOException {
    TrustManager[] trust =
        trusted
            .map(X509Bundle::trustManagers)
            .orElseGet(() -> new TrustManager[] {new TrustEverybody()});
    KeyManager[] keys = identity.map(X509Bundle::keyManagers).orElse(new KeyManager[0]);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not available", e);
    }
  }

  private static final class TrustEverybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // Trusted.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // Trusted.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      // Trusted.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // Trusted.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // Trusted.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // Trusted.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
