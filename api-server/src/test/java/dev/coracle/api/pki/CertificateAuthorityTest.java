// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final CertificateAuthority authority = CertificateAuthority.create("kubernetes", NOW);

  @Test
  void authority_signsItself() throws Exception {
    X509Certificate certificate = authority.certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=kubernetes");
    assertThat(certificate.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(certificate.getKeyUsage()).startsWith(true, false, true, false, false, true);
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSerialNumber()).isPositive();
  }

  @Test
  void serverCertificate_carriesItsNames() throws Exception {
    X509Bundle server =
        authority.issueServer("web", List.of("web.default.svc", "*.web", "127.0.0.1", "::1"), NOW);

    assertThat(server.certificate().getSubjectAlternativeNames())
        .containsExactly(
            List.of(2, "web.default.svc"),
            List.of(2, "*.web"),
            List.of(7, "127.0.0.1"),
            List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(server.certificate().getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void clientCertificate_carriesUserAndGroups() throws Exception {
    X509Bundle client =
        authority.issueClient("kubernetes-admin", List.of("system:masters", "tëst"), NOW);

    assertThat(client.certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=kubernetes-admin,O=tëst,O=system:masters");
    assertThat(client.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
  }

  @Test
  void issuedCertificate_passesPathValidation() throws Exception {
    X509Bundle server = authority.issueServer("web", List.of("web"), NOW);

    validate(server.chain(), NOW);
    validate(server.chain(), NOW.plus(Duration.ofDays(364)));
    assertThatThrownBy(() -> validate(server.chain(), NOW.plus(Duration.ofDays(366))))
        .hasRootCauseInstanceOf(java.security.cert.CertificateExpiredException.class);
  }

  @Test
  void validity_beginsFiveMinutesEarly() {
    X509Certificate certificate = authority.issueServer("web", List.of(), NOW).certificate();

    assertThat(certificate.getNotBefore()).isEqualTo(Date.from(NOW.minusSeconds(300)));
    assertThat(certificate.getNotAfter())
        .isEqualTo(Date.from(NOW.plus(CertificateAuthority.VALIDITY)));
  }

  @Test
  void timeBeyond2049_isWrittenWithFourDigits() {
    var late = Instant.parse("2049-06-01T00:00:00Z");

    var certificate = CertificateAuthority.create("late", late).certificate();

    assertThat(certificate.getNotAfter().toInstant())
        .isAfter(Instant.parse("2059-05-01T00:00:00Z"));
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(late.minusSeconds(300));
  }

  @Test
  void certificates_haveDistinctSerialNumbers() {
    var first = authority.issueServer("web", List.of(), NOW).certificate();
    var second = authority.issueServer("web", List.of(), NOW).certificate();

    assertThat(first.getSerialNumber()).isNotEqualTo(second.getSerialNumber());
  }

  @Test
  void request_isSignedWithItsSubjectNamesAndKey() throws Exception {
    var request = CertificateRequest.parse(SampleKeys.REQUEST);

    X509Certificate certificate =
        authority.sign(request, List.of(KeyPurpose.CLIENT_AUTH), Duration.ofHours(1), NOW);

    validate(List.of(certificate), NOW);
    assertThat(certificate.getSubjectX500Principal()).isEqualTo(request.subject());
    assertThat(certificate.getPublicKey()).isEqualTo(request.publicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(2, "a.b"), List.of(7, "10.0.0.1"));
    assertThat(certificate.getNotAfter()).isEqualTo(Date.from(NOW.plusSeconds(3600)));
  }

  @Test
  void rsaAuthority_signsWithRsa() throws Exception {
    var rsa = new X509Bundle(authority.bundle().chain(), Pem.privateKey(SampleKeys.PKCS1));

    var issued = CertificateAuthority.of(rsa).issueServer("web", List.of("web"), NOW);

    assertThat(issued.certificate().getSigAlgName()).isEqualTo("SHA256withRSA");
  }

  @Test
  void leafCertificate_isNoAuthority() {
    X509Bundle server = authority.issueServer("web", List.of(), NOW);

    assertThatThrownBy(() -> CertificateAuthority.of(server))
        .hasMessage("CN=web may not sign certificates (expected: a CA certificate)");
  }

  private void validate(List<X509Certificate> chain, Instant at) throws Exception {
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }
}
