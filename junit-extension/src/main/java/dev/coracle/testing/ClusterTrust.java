// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.pki.CertificateAuthority;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts who is certified by a cluster or by an authority that the JVM knows. What it needs for
 * that is made when somebody has to be trusted: most clients never speak TLS.
 */
final class ClusterTrust extends X509ExtendedTrustManager {

  private final Supplier<CertificateAuthority> authority;
  private volatile Optional<X509ExtendedTrustManager> cluster = Optional.empty();
  private volatile Optional<X509ExtendedTrustManager> machine = Optional.empty();

  private ClusterTrust(Supplier<CertificateAuthority> authority) {
    this.authority = authority;
  }

  static ClusterTrust of(Supplier<CertificateAuthority> authority) {
    return new ClusterTrust(authority);
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS: " + e.getMessage() + " (expected: a JVM with TLS)", e);
    }
  }

  private X509ExtendedTrustManager cluster() {
    X509ExtendedTrustManager made =
        cluster.orElseGet(() -> trusting(Optional.of(authority.get().certificate())));
    cluster = Optional.of(made);
    return made;
  }

  private X509ExtendedTrustManager machine() {
    X509ExtendedTrustManager made = machine.orElseGet(() -> trusting(Optional.empty()));
    machine = Optional.of(made);
    return made;
  }

  private static X509ExtendedTrustManager trusting(Optional<X509Certificate> only) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(only.isPresent() ? storeOf(only.get()) : null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "trusted certificates: " + e.getMessage() + " (expected: a JVM that can check them)", e);
    }
  }

  private static KeyStore storeOf(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("cluster", certificate);
    return store;
  }

  /** A check of a chain by one of the two. */
  @FunctionalInterface
  private interface Check {

    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private void check(Check check) throws CertificateException {
    try {
      check.by(cluster());
    } catch (CertificateException notOfCluster) {
      try {
        check.by(machine());
      } catch (CertificateException e) {
        e.addSuppressed(notOfCluster);
        throw e;
      }
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(manager -> manager.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(manager -> manager.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(manager -> manager.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(manager -> manager.checkClientTrusted(chain, type));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return Stream.of(cluster(), machine())
        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toArray(X509Certificate[]::new);
  }
}
