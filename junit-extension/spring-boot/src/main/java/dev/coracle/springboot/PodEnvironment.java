// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;

import dev.coracle.program.ContainerContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The container's environment and system properties in the place of the JVM's, before anything of
 * the application's configuration is looked for.
 */
record PodEnvironment(ContainerContext container)
    implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

  /** Properties of the machine and of Java, which are the same for every JVM on it. */
  private static final List<String> OF_JAVA =
      List.of("java.", "os.", "user.", "file.", "path.", "line.", "sun.", "jdk.", "native.");

  private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    MutablePropertySources sources = event.getEnvironment().getPropertySources();
    sources.replace(
        SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
        new MapPropertySource(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, properties()));
    sources.replace(
        SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables()));
  }

  private Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    container.env().forEach((name, value) -> variables.put(name, container.onMachine(value)));
    return variables;
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (OF_JAVA.stream().anyMatch(name::startsWith)) {
        properties.put(name, System.getProperty(name, ""));
      }
    }
    OPTIONS.forEach(
        name ->
            container
                .env(name)
                .map(container::onMachine)
                .ifPresent(text -> addAll(text, properties)));
    return properties;
  }

  private static void addAll(String options, Map<String, Object> properties) {
    for (String word : options.strip().split("\\s+")) {
      if (word.startsWith("-D")) {
        String[] parts = word.substring(2).split("=", 2);
        properties.put(parts[0], parts.length < 2 ? "" : parts[1]);
      }
    }
  }
}
