// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes the environment of a container from all that its Pod refers to. */
public final class Environment {

  private final ContainerSpec spec;
  private final PodFields fields;
  private final Configuration configuration;
  private final Map<String, String> services;
  private final Map<String, String> result = new LinkedHashMap<>();
  private final Map<String, String> explicit = new LinkedHashMap<>();

  private Environment(ContainerSpec spec, PodFields fields, Configuration configuration) {
    this.spec = spec;
    this.fields = fields;
    this.configuration = configuration;
    JsonNode links = fields.pod().object().at("spec", "enableServiceLinks");
    this.services = configuration.serviceVariables(links.asBoolean(true));
  }

  /**
   * Variables, without what the image brings.
   *
   * @param all every one
   * @param declared the names of those that the container itself sets
   */
  public record Variables(Map<String, String> all, Set<String> declared) {}

  /**
   * The environment of a container.
   *
   * @throws ConfigurationException when something it refers to does not exist and is not optional
   */
  public static Variables of(ContainerSpec spec, PodFields fields, Configuration configuration) {
    return new Environment(spec, fields, configuration).build();
  }

  private Variables build() {
    spec.json().path("envFrom").forEach(this::addAll);
    spec.json().path("env").forEach(this::add);
    Set<String> declared = Set.copyOf(result.keySet());
    services.forEach(result::putIfAbsent);
    return new Variables(result, declared);
  }

  private void addAll(JsonNode source) {
    String prefix = Json.textAt(source, "prefix");
    JsonNode configMap = source.path("configMapRef");
    JsonNode secret = source.path("secretRef");
    if (configMap.isObject()) {
      put(prefix, data("configmap", configMap));
    } else if (secret.isObject()) {
      put(prefix, data("secret", secret));
    }
  }

  private void put(String prefix, Optional<Map<String, byte[]>> data) {
    data.ifPresent(map -> map.forEach((k, v) -> result.put(prefix + k, text(v))));
  }

  private void add(JsonNode variable) {
    String name = Json.textAt(variable, "name");
    JsonNode from = variable.path("valueFrom");
    Optional<String> value =
        from.isObject()
            ? from(from)
            : Optional.of(Expansion.expand(Json.textAt(variable, "value"), this::known));
    value.ifPresent(
        v -> {
          result.put(name, v);
          explicit.put(name, v);
        });
  }

  private Optional<String> known(String name) {
    String value = explicit.get(name);
    return Optional.ofNullable(value != null ? value : services.get(name));
  }

  private Optional<String> from(JsonNode from) {
    if (from.has("fieldRef")) {
      return Optional.of(fields.field(from.get("fieldRef")));
    }
    if (from.has("resourceFieldRef")) {
      return Optional.of(fields.resource(from.get("resourceFieldRef"), spec));
    }
    if (from.has("configMapKeyRef")) {
      return key("configmap", "ConfigMap", from.get("configMapKeyRef"));
    }
    if (from.has("secretKeyRef")) {
      return key("secret", "Secret", from.get("secretKeyRef"));
    }
    throw new ConfigurationException(
        "env valueFrom " + from.propertyNames() + " is not implemented by Coracle");
  }

  private Optional<String> key(String kind, String title, JsonNode reference) {
    String key = Json.textAt(reference, "key");
    Optional<Map<String, byte[]>> data = data(kind, reference);
    Optional<String> value =
        data.flatMap(map -> Optional.ofNullable(map.get(key))).map(Environment::text);
    if (value.isEmpty() && !reference.path("optional").asBoolean(false)) {
      throw new ConfigurationException(
          "couldn't find key %s in %s %s/%s"
              .formatted(key, title, configuration.namespace(), Json.textAt(reference, "name")));
    }
    return value;
  }

  private Optional<Map<String, byte[]>> data(String kind, JsonNode reference) {
    String name = Json.textAt(reference, "name");
    Optional<Map<String, byte[]>> data = configuration.variables(kind.equals("secret"), name);
    if (data.isEmpty() && !reference.path("optional").asBoolean(false)) {
      throw new ConfigurationException(kind + " \"" + name + "\" not found");
    }
    return data;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
