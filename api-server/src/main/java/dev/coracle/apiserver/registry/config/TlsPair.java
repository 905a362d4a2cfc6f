// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A certificate and its key as PEM, with Go's words for a pair in which it does not find them. What
 * the blocks hold is not looked at.
 *
 * @see <a href="https://github.com/golang/go/blob/go1.25.0/src/crypto/tls/tls.go">X509KeyPair</a>
 */
final class TlsPair {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([^\\r\\n]*)-----[ \\t]*\\r?\\n[A-Za-z0-9+/=\\s:,-]*?" + "-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private TlsPair() {}

  /** Why it is none. */
  static Optional<String> problem(byte[] certificate, byte[] key) {
    return certificateProblem(types(certificate)).or(() -> keyProblem(types(key)));
  }

  private static List<String> types(byte[] pem) {
    return BLOCK
        .matcher(new String(pem, ISO_8859_1))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  private static Optional<String> certificateProblem(List<String> types) {
    if (types.contains(CERTIFICATE)) {
      return Optional.empty();
    }
    if (types.isEmpty()) {
      return Optional.of("tls: failed to find any PEM data in certificate input");
    }
    return Optional.of(
        types.size() == 1 && types.get(0).endsWith(KEY)
            ? "tls: failed to find certificate PEM data in certificate input, but did find a private"
                + " key; PEM inputs may have been switched"
            : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
                + " blocks of the following types: ["
                + String.join(" ", types)
                + "]");
  }

  private static Optional<String> keyProblem(List<String> types) {
    if (types.stream().anyMatch(type -> type.equals(KEY) || type.endsWith(" " + KEY))) {
      return Optional.empty();
    }
    if (types.isEmpty()) {
      return Optional.of("tls: failed to find any PEM data in key input");
    }
    return Optional.of(
        types.equals(List.of(CERTIFICATE))
            ? "tls: found a certificate rather than a key in the PEM for the private key"
            : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
                + " skipping PEM blocks of the following types: ["
                + String.join(" ", types)
                + "]");
  }
}
