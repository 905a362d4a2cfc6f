// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import dev.coracle.api.net.Cidr;
import java.util.ArrayList;
import java.util.List;

/** What a client should hear about an accepted block of addresses. */
public final class IpCidrWarnings {

  private IpCidrWarnings() {}

  public static List<String> of(String path, String value) {
    return Cidr.parseLegacy(value).map(cidr -> of(path, value, cidr)).orElse(List.of());
  }

  private static List<String> of(String path, String value, Cidr cidr) {
    List<String> warnings = new ArrayList<>();
    if (!cidr.isCanonical()) {
      warnings.add(
          "%s: CIDR value \"%s\" is ambiguous in this context (should be \"%s\" or \"%s/%d\"?)"
              .formatted(path, value, cidr, cidr.address(), cidr.family().bits()));
    }
    if (isOddlyWritten(value)) {
      warnings.add(
          "%s: non-standard CIDR value \"%s\" is invalid: use \"%s\"".formatted(path, value, cidr));
    }
    if (warnings.isEmpty() && !cidr.toString().equals(value)) {
      warnings.add(
          "%s: IPv6 CIDR value \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(path, value, cidr));
    }
    return warnings;
  }

  private static boolean isOddlyWritten(String value) {
    return IpRules.cidrProblems(value).stream()
        .anyMatch(p -> !p.contains("beyond the prefix length"));
  }
}
