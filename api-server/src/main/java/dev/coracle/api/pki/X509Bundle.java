// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key with the certificate for it and those that vouch for it, the own one first.
 *
 * <p>What a server or a client needs to show who it is.
 */
public record X509Bundle(List<X509Certificate> chain, PrivateKey privateKey) {

  private static final char[] NO_PASSWORD = new char[0];

  /** Takes a copy of the chain, which has at least one certificate. */
  public X509Bundle {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain is empty (expected: at least one certificate)");
    }
  }

  /**
   * Reads the pair of texts that a {@code kubernetes.io/tls} Secret or a kubeconfig user carries.
   *
   * @throws IllegalArgumentException if either cannot be read
   */
  public static X509Bundle parse(String certificatesPem, String privateKeyPem) {
    return new X509Bundle(Pem.certificates(certificatesPem), Pem.privateKey(privateKeyPem));
  }

  /** The own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** The whole chain as PEM text: {@code tls.crt}. */
  public String certificatesPem() {
    return Pem.encode(chain);
  }

  /** The private key as PEM text: {@code tls.key}. */
  public String privateKeyPem() {
    return Pem.encode(privateKey);
  }

  /** A key store with this one entry, and no password. */
  public KeyStore keyStore() {
    KeyStore store = emptyStore();
    try {
      store.setKeyEntry("key", privateKey, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key store refuses the key", e);
    }
  }

  /** Key managers that offer this key. */
  public KeyManager[] keyManagers() {
    try {
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore(), NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key store refuses the key", e);
    }
  }

  /** A TLS context that shows this key and trusts what the given authorities have signed. */
  public SSLContext sslContext(Collection<X509Certificate> trusted) {
    return sslContext(keyManagers(), trustManagers(trusted));
  }

  /** A TLS context that shows no key and trusts what the given authorities have signed. */
  public static SSLContext trusting(Collection<X509Certificate> trusted) {
    return sslContext(new KeyManager[0], trustManagers(trusted));
  }

  /** A key store with the given authorities as trusted entries. */
  public static KeyStore trustStore(Collection<X509Certificate> trusted) {
    KeyStore store = emptyStore();
    try {
      for (X509Certificate certificate : trusted) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key store refuses a certificate", e);
    }
  }

  /** Trust managers for what the given authorities have signed. */
  public static TrustManager[] trustManagers(Collection<X509Certificate> trusted) {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trustStore(trusted));
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("trust store is refused", e);
    }
  }

  private static SSLContext sslContext(KeyManager[] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static KeyStore emptyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no PKCS12 key stores", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "X509Bundle[" + certificate().getSubjectX500Principal().getName() + "]";
  }
}
