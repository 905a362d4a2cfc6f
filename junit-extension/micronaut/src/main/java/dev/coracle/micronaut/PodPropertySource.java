// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import dev.coracle.program.ContainerContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The container's environment or system properties in the place, and by the name, of the JVM's. */
final class PodPropertySource extends MapPropertySource {

  /** Properties of the machine and of Java, which are the same for every JVM on it. */
  private static final List<String> OF_JAVA =
      List.of("java.", "os.", "user.", "file.", "path.", "line.", "sun.", "jdk.", "native.");

  private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  /** Micronaut leaves them out in a cluster, since each is tried as many property names. */
  private static final Pattern OF_SERVICES =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP).*)?)");

  private final int order;
  private final PropertyConvention convention;

  private PodPropertySource(
      String name, Map<String, Object> values, int order, PropertyConvention convention) {
    super(name, values);
    this.order = order;
    this.convention = convention;
  }

  static PodPropertySource environment(ContainerContext container) {
    Map<String, Object> values = new LinkedHashMap<>();
    container.env().forEach((name, value) -> values.put(name, container.onMachine(value)));
    values
        .keySet()
        .removeIf(
            name -> OF_SERVICES.matcher(name).matches() && !container.declaredEnv().contains(name));
    return new PodPropertySource(
        EnvironmentPropertySource.NAME,
        values,
        EnvironmentPropertySource.POSITION,
        PropertyConvention.ENVIRONMENT_VARIABLE);
  }

  static PodPropertySource system(ContainerContext container) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (OF_JAVA.stream().anyMatch(name::startsWith)) {
        values.put(name, System.getProperty(name, ""));
      }
    }
    OPTIONS.forEach(
        name ->
            container.env(name).map(container::onMachine).ifPresent(text -> addAll(text, values)));
    return new PodPropertySource(
        SystemPropertiesPropertySource.NAME,
        values,
        SystemPropertiesPropertySource.POSITION,
        PropertyConvention.JAVA_PROPERTIES);
  }

  private static void addAll(String options, Map<String, Object> values) {
    for (String word : options.strip().split("\\s+")) {
      if (word.startsWith("-D")) {
        String[] parts = word.substring(2).split("=", 2);
        values.put(parts[0], parts.length < 2 ? "" : parts[1]);
      }
    }
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public PropertyConvention getConvention() {
    return convention;
  }
}
