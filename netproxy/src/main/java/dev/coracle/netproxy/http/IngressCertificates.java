// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.pki.CertificateAuthority;
import dev.coracle.api.pki.KeyPurpose;
import dev.coracle.api.pki.X509Bundle;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The certificates in TLS Secrets, made ready for handshakes once. Runs on the Ingress' loop. */
final class IngressCertificates {

  private static final String FAKE = "Kubernetes Ingress Controller Fake Certificate";

  private final Map<ObjectKey, Loaded> loaded = new HashMap<>();

  /** A Secret's certificate, or why it is unusable. */
  record Loaded(String version, Optional<SslContext> context, String problem) {}

  /** The certificate that is shown where there is no other. */
  static SslContext fake(Instant now) {
    X509Bundle bundle =
        CertificateAuthority.create(FAKE, now)
            .issue(
                List.of("Acme Co"),
                FAKE,
                List.of("ingress.local"),
                List.of(KeyPurpose.SERVER_AUTH),
                now);
    return context(bundle);
  }

  /** The certificate of a Secret as it is now. */
  Loaded load(KubeObject secret) {
    String version = secret.uid() + "/" + secret.resourceVersion();
    Loaded known = loaded.get(secret.key());
    if (known == null || !known.version.equals(version)) {
      known = read(secret, version);
      loaded.put(secret.key(), known);
    }
    return known;
  }

  private static Loaded read(KubeObject secret, String version) {
    try {
      X509Bundle bundle = X509Bundle.parse(data(secret, "tls.crt"), data(secret, "tls.key"));
      requirePair(bundle.certificate().getPublicKey(), bundle.privateKey());
      return new Loaded(version, Optional.of(context(bundle)), "");
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return new Loaded(version, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  private static String data(KubeObject secret, String name) {
    String encoded = secret.text("data", name);
    if (encoded.isEmpty()) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return new String(Base64.getDecoder().decode(encoded), UTF_8);
  }

  private static void requirePair(PublicKey certified, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] sample = FAKE.getBytes(UTF_8);
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(sample);
    if (!signature.verify(signed)) {
      throw new IllegalArgumentException("tls.key is not the key of the certificate in tls.crt");
    }
  }

  private static SslContext context(X509Bundle bundle) {
    try {
      return SslContextBuilder.forServer(bundle.privateKey(), bundle.chain())
          .sslProvider(SslProvider.JDK)
          .build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS refuses it: " + e.getMessage(), e);
    }
  }
}
