// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.program.ContainerContext;
import dev.coracle.springboot.SpringBootProgram.PortProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Where the servers of an application really listen: their ports, as its whole configuration has
 * them, are taken as the Pod's, and others put before them.
 */
record PodPorts(ContainerContext container, List<PortProperty> more)
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

  private static final int DEFAULT_PORT = 8080;

  /** After the configuration has been loaded, and before anybody reads it. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 15;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("logging.register-shutdown-hook", false);
    values.put("spring.application.admin.enabled", false);
    values.put("spring.jmx.enabled", false);
    values.put("spring.main.register-shutdown-hook", false);
    try {
      if (isServer(event)) {
        addServers(event.getEnvironment(), values);
      }
      for (PortProperty port : more) {
        values.put(port.name(), container.bindAddress(port.port()).getPort());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    event.getEnvironment().getPropertySources().addFirst(new MapPropertySource("pod", values));
  }

  private static boolean isServer(ApplicationEnvironmentPreparedEvent event) {
    String type = event.getEnvironment().getProperty("spring.main.web-application-type", "");
    return type.isEmpty()
        ? event.getSpringApplication().getWebApplicationType() != WebApplicationType.NONE
        : !type.equalsIgnoreCase("none");
  }

  /** A port of zero or less is none that anybody could be led to. */
  private void addServers(ConfigurableEnvironment environment, Map<String, Object> values)
      throws IOException {
    int port = environment.getProperty("server.port", Integer.class, DEFAULT_PORT);
    int management = environment.getProperty("management.server.port", Integer.class, port);
    if (port > 0) {
      add("server", container.bindAddress(port), values);
    }
    if (management > 0 && management != port) {
      add("management.server", container.bindAddress(management), values);
    } else if (management == port && port > 0) {
      values.put("management.server.port", values.get("server.port"));
    }
  }

  private static void add(String server, InetSocketAddress hidden, Map<String, Object> values) {
    values.put(server + ".port", hidden.getPort());
    values.put(server + ".address", hidden.getAddress().getHostAddress());
  }
}
