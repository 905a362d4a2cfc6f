// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.pki.Pem;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The client's side of TLS over a connection of the Pod. */
final class Tls {

  private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  private Tls() {}

  /** What a client trusts and shows. */
  record Settings(boolean insecure, Optional<Path> authorities, Optional<X509Bundle> identity) {}

  /** Layers TLS over the socket and shakes hands. */
  static SSLSocket connect(Socket socket, String host, int port, Settings settings)
      throws IOException {
    SSLContext context = context(settings, socket);
    var secure = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    var parameters = secure.getSSLParameters();
    if (!host.matches("[0-9.]+|.*:.*") && host.contains(".")) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    if (!settings.insecure()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  static Settings settings(
      ShellProcess process,
      boolean insecure,
      Optional<String> file,
      Optional<X509Bundle> identity) {
    Path path =
        process.path(file.orElse(process.env().getOrDefault("SSL_CERT_FILE", SYSTEM_AUTHORITIES)));
    return new Settings(
        insecure, Files.isRegularFile(path) ? Optional.of(path) : Optional.empty(), identity);
  }

  private static SSLContext context(Settings settings, Socket socket) throws IOException {
    List<X509Certificate> trusted =
        settings.authorities().isPresent()
            ? Pem.certificates(Files.readString(settings.authorities().get()))
            : List.of();
    TrustManager[] trust =
        settings.insecure()
            ? new TrustManager[] {new TrustEverybody()}
            : X509Bundle.trustManagers(trusted);
    KeyManager[] keys = settings.identity().map(X509Bundle::keyManagers).orElse(new KeyManager[0]);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      socket.close();
      throw new IOException("TLS is not available", e);
    }
  }

  /** What {@code -k} asks for. */
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
