// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.apiserver.registry.Names;
import java.util.Optional;

/**
 * The parts of the user name of a ServiceAccount, {@code system:serviceaccount:NAMESPACE:NAME}.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/authentication/serviceaccount/util.go">
 *     SplitUsername</a>
 */
record ServiceAccountName(String namespace, String name) {

  private static final String PREFIX = "system:serviceaccount:";

  static Optional<ServiceAccountName> parse(String user) {
    if (!user.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] parts = user.substring(PREFIX.length()).split(":", -1);
    return parts.length == 2 && Names.dnsLabel(parts[0]).isEmpty() && isSubdomain(parts[1])
        ? Optional.of(new ServiceAccountName(parts[0], parts[1]))
        : Optional.empty();
  }

  static boolean isOne(String user) {
    return parse(user).isPresent();
  }

  static boolean isSubdomain(String text) {
    return Names.dnsSubdomain(text).isEmpty();
  }
}
