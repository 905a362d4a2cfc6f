// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import org.junit.jupiter.api.Test;

class TlsPairTest {

  private static final String CERTIFICATE = pem("CERTIFICATE");
  private static final String KEY = pem("EC PRIVATE KEY");

  private static String pem(String type) {
    return "-----BEGIN %s-----\nAAAA\n-----END %s-----\n".formatted(type, type);
  }

  private static String problem(String certificate, String key) {
    return TlsPair.problem(certificate.getBytes(UTF_8), key.getBytes(UTF_8)).orElse("");
  }

  @Test
  void pair_isFine() {
    assertThat(problem("text before\n" + CERTIFICATE + CERTIFICATE, KEY)).isEmpty();
    assertThat(problem(CERTIFICATE, pem("PRIVATE KEY"))).isEmpty();
  }

  @Test
  void certificateThatIsNone_isNamed() {
    assertThat(problem("x", KEY))
        .isEqualTo("tls: failed to find any PEM data in certificate input");
    assertThat(problem(KEY, KEY))
        .isEqualTo(
            "tls: failed to find certificate PEM data in certificate input, but did find a private"
                + " key; PEM inputs may have been switched");
    assertThat(problem(pem("X") + KEY, KEY))
        .isEqualTo(
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
                + " blocks of the following types: [X EC PRIVATE KEY]");
  }

  @Test
  void keyThatIsNone_isNamed() {
    assertThat(problem(CERTIFICATE, "x"))
        .isEqualTo("tls: failed to find any PEM data in key input");
    assertThat(problem(CERTIFICATE, CERTIFICATE))
        .isEqualTo("tls: found a certificate rather than a key in the PEM for the private key");
    assertThat(problem(CERTIFICATE, pem("X") + pem("Y")))
        .isEqualTo(
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
                + " skipping PEM blocks of the following types: [X Y]");
  }

  @Test
  void onlySecretsOfThatType_areLookedAt() {
    KindTester secrets = KindTester.of(ResourceType.SECRETS);

    assertThat(secrets.warnings("{type: kubernetes.io/tls, data: {tls.crt: eA==, tls.key: eA==}}"))
        .containsExactly("tls: failed to find any PEM data in certificate input");
    assertThat(secrets.warnings("{data: {tls.crt: eA==, tls.key: eA==}}")).isEmpty();
  }
}
