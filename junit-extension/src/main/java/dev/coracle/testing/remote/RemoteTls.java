// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import dev.coracle.api.pki.X509Bundle;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS to the server of a kubeconfig. */
final class RemoteTls {

  private RemoteTls() {}

  static SSLContext context(Kubeconfig config) {
    KeyManager[] keys = config.certificate().map(X509Bundle::keyManagers).orElse(new KeyManager[0]);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust(config), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS: " + e.getMessage() + " (expected: a JVM with TLS)", e);
    }
  }

  private static TrustManager @Nullable [] trust(Kubeconfig config) {
    if (!config.verified()) {
      return new TrustManager[] {new TrustEverybody()};
    }
    // Null means those that the JVM knows.
    return config.authorities().isEmpty() ? null : X509Bundle.trustManagers(config.authorities());
  }

  /** For {@code insecure-skip-tls-verify}; as an extended one it sees to host names as well. */
  private static final class TrustEverybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine e) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine e) {}

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
