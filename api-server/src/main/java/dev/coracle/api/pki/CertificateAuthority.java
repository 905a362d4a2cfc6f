// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import static java.util.Objects.requireNonNull;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A certificate and key that sign other certificates: the cluster's own authority, and any that a
 * test wants beside it.
 *
 * <p>Keys are EC P-256. Certificates begin five minutes before the time given, so that a client
 * whose clock is a little behind accepts them.
 */
public final class CertificateAuthority {

  /** How long certificates hold that are issued without another wish: a year. */
  public static final Duration VALIDITY = Duration.ofDays(365);

  private static final Duration OWN_VALIDITY = Duration.ofDays(3650);
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final X509Bundle bundle;

  private CertificateAuthority(X509Bundle bundle) {
    this.bundle = bundle;
  }

  /** Makes a new self-signed authority, valid for ten years. */
  public static CertificateAuthority create(String commonName, Instant now) {
    KeyPair keys = KeyCodec.generate();
    byte[] name = X509Template.name(List.of(), requireNonNull(commonName, "commonName"));
    X509Certificate certificate =
        X509Template.authority(name, keys.getPublic(), now.minus(SKEW), now.plus(OWN_VALIDITY))
            .sign(name, keys.getPublic(), keys.getPrivate());
    return new CertificateAuthority(new X509Bundle(List.of(certificate), keys.getPrivate()));
  }

  /**
   * Takes an existing authority.
   *
   * @throws IllegalArgumentException if its certificate may not sign others
   */
  public static CertificateAuthority of(X509Bundle bundle) {
    if (bundle.certificate().getBasicConstraints() < 0) {
      throw new IllegalArgumentException(
          bundle.certificate().getSubjectX500Principal()
              + " may not sign certificates (expected: a CA certificate)");
    }
    return new CertificateAuthority(bundle);
  }

  /** The authority's own certificate and key. */
  public X509Bundle bundle() {
    return bundle;
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return bundle.certificate();
  }

  /** The authority's own certificate as PEM text: {@code ca.crt}. */
  public String certificatePem() {
    return Pem.encode(certificate());
  }

  /**
   * Issues a server certificate with a new key.
   *
   * @param names DNS names (a wildcard may lead) and IP addresses of the server
   */
  public X509Bundle issueServer(String commonName, Collection<String> names, Instant now) {
    return issue(List.of(), commonName, names, List.of(KeyPurpose.SERVER_AUTH), now);
  }

  /** Issues a client certificate with a new key: the user's name as CN, the groups as O. */
  public X509Bundle issueClient(String user, Collection<String> groups, Instant now) {
    return issue(groups, user, List.of(), List.of(KeyPurpose.CLIENT_AUTH), now);
  }

  /** Issues a certificate with a new key for both sides of a connection, as kubelets have. */
  public X509Bundle issue(
      Collection<String> organizations,
      String commonName,
      Collection<String> names,
      Collection<KeyPurpose> purposes,
      Instant now) {
    KeyPair keys = KeyCodec.generate();
    var template =
        X509Template.leaf(
            X509Template.name(organizations, commonName),
            keys.getPublic(),
            X509Template.subjectAltNames(names),
            purposes,
            now.minus(SKEW),
            now.plus(VALIDITY));
    return new X509Bundle(chainFor(template), keys.getPrivate());
  }

  /**
   * Issues the certificate that somebody asks for, with the subject, names and key of the request
   * and the purposes and life time decided here.
   */
  public X509Certificate sign(
      CertificateRequest request, Collection<KeyPurpose> purposes, Duration validity, Instant now) {
    var template =
        X509Template.leaf(
            request.subject().getEncoded(),
            request.publicKey(),
            request.subjectAltNamesDer(),
            purposes,
            now.minus(SKEW),
            now.plus(validity));
    return chainFor(template).get(0);
  }

  private List<X509Certificate> chainFor(X509Template template) {
    X509Certificate leaf =
        template.sign(
            certificate().getSubjectX500Principal().getEncoded(),
            certificate().getPublicKey(),
            bundle.privateKey());
    var chain = new ArrayList<X509Certificate>();
    chain.add(leaf);
    // A root is known to whoever trusts it; only what lies between is sent along.
    bundle.chain().stream().filter(link -> !isSelfIssued(link)).forEach(chain::add);
    return chain;
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
