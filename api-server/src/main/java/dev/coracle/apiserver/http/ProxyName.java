// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;
import java.util.Optional;

/** A name in the path of a proxied request: {@code [scheme:]name[:port]}. */
record ProxyName(String scheme, String name, String port) {

  static ProxyName parse(ResourceType type, String text) {
    String[] parts = text.split(":", -1);
    ProxyName name =
        switch (parts.length) {
          case 1 -> new ProxyName("", parts[0], "");
          case 2 -> new ProxyName("", parts[0], parts[1]);
          case 3 -> new ProxyName(parts[0], parts[1], parts[2]);
          default -> new ProxyName("", "", "");
        };
    if (name.name().isEmpty()) {
      throw ApiException.badRequest("invalid " + type.singular() + " request \"" + text + "\"");
    }
    if (name.scheme().equals("https")) {
      throw ApiException.notImplemented("proxying over https");
    }
    return name;
  }

  /** As it stands in the path. */
  @Override
  public String toString() {
    String withPort = port.isEmpty() ? name : name + ":" + port;
    return scheme.isEmpty() ? withPort : scheme + ":" + name + ":" + port;
  }

  Optional<Integer> number() {
    return port.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(port)) : Optional.empty();
  }
}
