// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.net.Cidr;
import dev.coracle.api.net.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The rules for fields that hold IP addresses or blocks of them, with Kubernetes' texts. */
public final class IpRules {

  private IpRules() {}

  /**
   * What forbids a text as an address in today's API; empty for a good one.
   *
   * @see <a href=
   *     "https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go">
   *     parseIP</a>
   */
  public static List<String> problems(String text) {
    if (IpAddress.parseLegacy(text).isEmpty()) {
      return List.of("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    Optional<IpAddress> strict = IpAddress.parse(text);
    if (strict.isEmpty()) {
      return List.of("must not have leading 0s");
    }
    return strict.get().isIpv4Mapped()
        ? List.of("must not be an IPv4-mapped IPv6 address")
        : List.of();
  }

  /** What forbids a text as a block in today's API; empty for a good one. */
  public static List<String> cidrProblems(String text) {
    if (Cidr.parseLegacy(text).isEmpty()) {
      return List.of("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }
    Optional<Cidr> strict = Cidr.parse(text);
    if (strict.isEmpty()) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (strict.get().address().isIpv4Mapped()) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    return strict.get().isCanonical()
        ? List.of()
        : List.of("must not have bits set beyond the prefix length");
  }

  /**
   * Checks a field that accepts forms which are not canonical.
   *
   * @param stored values that the stored object already has; they are accepted as they are
   */
  public static boolean legacyIp(
      FieldErrors errors, String path, String value, Collection<String> stored) {
    List<String> problems = stored.contains(value) ? List.of() : problems(value);
    problems.forEach(problem -> errors.invalid(path, value, problem));
    return problems.isEmpty();
  }

  /** What forbids a text where the canonical form of an address alone is accepted. */
  static List<String> canonicalProblems(String text) {
    List<String> problems = problems(text);
    if (!problems.isEmpty()) {
      return problems;
    }
    IpAddress ip = IpAddress.parseLegacy(text).orElseThrow();
    return ip.toString().equals(text)
        ? List.of()
        : List.of("must be in canonical form (\"" + ip + "\")");
  }

  /** Checks a field that accepts the canonical form alone. */
  public static void canonicalIp(FieldErrors errors, String path, String value) {
    canonicalProblems(value).forEach(problem -> errors.invalid(path, value, problem));
  }

  /** Checks a field that accepts blocks which are not in canonical form. */
  public static void legacyCidr(
      FieldErrors errors, String path, String value, String shown, Collection<String> stored) {
    if (!stored.contains(value)) {
      cidrProblems(value).forEach(problem -> errors.invalid(path, shown, problem));
    }
  }

  /** Checks a field that accepts blocks in canonical form alone. */
  public static void canonicalCidr(FieldErrors errors, String path, String value) {
    List<String> problems = cidrProblems(value);
    problems.forEach(problem -> errors.invalid(path, value, problem));
    if (problems.isEmpty()) {
      Cidr cidr = Cidr.parseLegacy(value).orElseThrow();
      if (!cidr.toString().equals(value)) {
        errors.invalid(path, value, "must be in canonical form (\"" + cidr + "\")");
      }
    }
  }

  /**
   * Refuses addresses that no endpoint can have.
   *
   * @param own the cluster's own block, which may lie in the loopback range
   */
  public static void ordinary(FieldErrors errors, String path, String value, Optional<Cidr> own) {
    Optional<IpAddress> parsed = IpAddress.parseLegacy(value);
    if (parsed.isEmpty()) {
      errors.invalid(path, value, "must be a valid IP address");
      return;
    }
    IpAddress ip = parsed.get();
    if (ip.isUnspecified()) {
      errors.invalid(path, value, "may not be unspecified (" + value + ")");
    }
    if (ip.isLoopback() && own.filter(block -> block.contains(ip)).isEmpty()) {
      errors.invalid(path, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.isLinkLocal()) {
      errors.invalid(path, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.isLinkLocalMulticast()) {
      errors.invalid(
          path, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }

  /** What a client should hear about an accepted address. */
  public static List<String> ipWarnings(String path, String value) {
    Optional<IpAddress> ip = IpAddress.parseLegacy(value);
    if (ip.isEmpty()) {
      return List.of();
    }
    if (!problems(value).isEmpty()) {
      return List.of(
          "%s: non-standard IP address \"%s\" is invalid: use \"%s\""
              .formatted(path, value, ip.get()));
    }
    return ip.get().toString().equals(value)
        ? List.of()
        : List.of(
            "%s: IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")"
                .formatted(path, value, ip.get()));
  }
}
