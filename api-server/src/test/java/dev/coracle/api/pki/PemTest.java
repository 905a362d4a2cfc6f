// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void sec1Key_isRead() {
    assertThat(Pem.privateKey(SampleKeys.SEC1)).isInstanceOf(ECPrivateKey.class);
  }

  @Test
  void pkcs1Key_isRead() {
    var key = Pem.privateKey(SampleKeys.PKCS1);

    assertThat(((RSAPrivateKey) key).getModulus().bitLength()).isEqualTo(1024);
  }

  @Test
  void pkcs8Key_survivesARoundTrip() {
    for (String source : List.of(SampleKeys.SEC1, SampleKeys.PKCS1)) {
      var key = Pem.privateKey(source);

      assertThat(Pem.encode(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
      assertThat(Pem.privateKey(Pem.encode(key)).getEncoded()).isEqualTo(key.getEncoded());
    }
  }

  @Test
  void publicKey_survivesARoundTrip() {
    var key = CertificateAuthority.create("x", NOW).certificate().getPublicKey();

    assertThat(Pem.publicKey(Pem.encode(key))).isEqualTo(key);
  }

  @Test
  void bundle_survivesARoundTrip() {
    var authority = CertificateAuthority.create("ca", NOW);
    var bundle = authority.issueServer("web", List.of("web"), NOW);

    var read =
        X509Bundle.parse(
            bundle.certificatesPem() + authority.certificatePem(), bundle.privateKeyPem());

    assertThat(read.chain()).containsExactly(bundle.certificate(), authority.certificate());
    assertThat(read.privateKey()).isEqualTo(bundle.privateKey());
  }

  @Test
  void lines_areSixtyFourCharactersLong() {
    String pem = CertificateAuthority.create("x", NOW).certificatePem();

    assertThat(pem.lines().skip(1).findFirst().orElseThrow()).hasSize(64);
    assertThat(pem).endsWith("-----END CERTIFICATE-----\n");
  }

  @Test
  void textWithoutKey_isRefused() {
    assertThatThrownBy(() -> Pem.privateKey("hello")).hasMessage("no private key in the PEM text");
    assertThatThrownBy(() -> Pem.publicKey("hello")).hasMessage("no public key in the PEM text");
  }

  @Test
  void unknownKeyType_isRefused() {
    assertThatThrownBy(() -> Pem.privateKey(Pem.encode("DSA PRIVATE KEY", new byte[3])))
        .hasMessage("DSA PRIVATE KEY (expected: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY)");
  }

  @Test
  void brokenDer_isRefused() {
    assertThatThrownBy(() -> Pem.privateKey(Pem.encode("PRIVATE KEY", new byte[] {0x30, 0x7f, 1})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("DER value of 127 bytes is cut short");
  }

  @Test
  void request_isRead() {
    var request = CertificateRequest.parse(SampleKeys.REQUEST);

    assertThat(request.commonName()).isEqualTo("jane");
    assertThat(request.organizations()).containsExactly("dev", "ops");
    assertThat(request.dnsNames()).containsExactly("a.b");
    assertThat(request.addresses()).extracting("hostAddress").containsExactly("10.0.0.1");
  }

  @Test
  void requestWithForeignSignature_isRefused() {
    byte[] der = Pem.blocks(SampleKeys.REQUEST).get(0).bytes();
    // A letter of the common name: the structure stays whole, the signature does not.
    der[new String(der, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("jane")] = 'J';

    assertThatThrownBy(() -> CertificateRequest.parse(Pem.encode("CERTIFICATE REQUEST", der)))
        .hasMessage("signature of the certificate request is wrong");
  }
}
