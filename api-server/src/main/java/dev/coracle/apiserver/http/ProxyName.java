// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;
import java.util.Optional;
import java.util.Set;

/**
 * A name in the path of a proxied request: {@code [scheme:]name[:port]}.
 *
 * @param id as it stands in the path
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/util/net/port_split.go">
 *     SplitSchemeNamePort</a>
 */
record ProxyName(String id, String scheme, String name, String port) {

  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  static ProxyName parse(ResourceType type, String id) {
    String[] parts = id.split(":", -1);
    ProxyName name =
        switch (parts.length) {
          case 1 -> new ProxyName(id, "", parts[0], "");
          case 2 -> new ProxyName(id, "", parts[0], parts[1]);
          case 3 -> new ProxyName(id, parts[0], parts[1], parts[2]);
          default -> new ProxyName(id, "", "", "");
        };
    if (name.name().isEmpty() || !SCHEMES.contains(name.scheme())) {
      throw ApiException.badRequest("invalid " + type.singular() + " request \"" + id + "\"");
    }
    return name;
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /** The port where it is a number; more digits than any port has are none that is served. */
  Optional<Long> number() {
    return port.matches("\\d{1,18}") ? Optional.of(Long.parseLong(port)) : Optional.empty();
  }
}
