// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import dev.coracle.micronaut.MicronautProgram.PortProperty;
import dev.coracle.program.ContainerContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the servers of an application really listen: their ports, as its whole configuration has
 * them, are taken as the Pod's, and others put before them.
 */
record PodPorts(List<PortProperty> more) {

  private static final int DEFAULT_PORT = 8080;
  private static final int DEFAULT_TLS_PORT = 8443;

  PodPorts {
    more = List.copyOf(more);
  }

  void take(ContainerContext container, Environment environment) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    boolean tls = is(environment, "micronaut.server.ssl.enabled");
    if (!tls || is(environment, "micronaut.server.dual-protocol")) {
      take(container, environment, "micronaut.server.port", DEFAULT_PORT, values);
    }
    if (tls) {
      take(container, environment, "micronaut.server.ssl.port", DEFAULT_TLS_PORT, values);
    }
    take(container, environment, "endpoints.all.port", 0, values);
    for (PortProperty port : more) {
      values.put(port.name(), container.bindAddress(port.port()).getPort());
    }
    values.put("micronaut.server.host", "127.0.0.1");
    environment.addPropertySource(PropertySource.of("pod", values, Integer.MAX_VALUE));
  }

  private static boolean is(Environment environment, String property) {
    return environment.getProperty(property, Boolean.class).orElse(false);
  }

  /** What Micronaut refuses is not taken for nothing: it would not see it any more. */
  private static int port(Environment environment, String property, int absent) {
    Optional<String> text = environment.getProperty(property, String.class);
    try {
      return text.map(Integer::parseInt).orElse(absent);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          property + ": " + text.orElse("") + " (expected: a number)", e);
    }
  }

  /** A port of zero or less is none that anybody could be led to; two servers may share one. */
  private static void take(
      ContainerContext container,
      Environment environment,
      String property,
      int absent,
      Map<String, Object> values)
      throws IOException {
    int port = port(environment, property, absent);
    int main = port(environment, "micronaut.server.port", DEFAULT_PORT);
    if (port == main && values.containsKey("micronaut.server.port")) {
      values.put(property, values.get("micronaut.server.port"));
    } else if (port > 0) {
      values.put(property, container.bindAddress(port).getPort());
    }
  }
}
