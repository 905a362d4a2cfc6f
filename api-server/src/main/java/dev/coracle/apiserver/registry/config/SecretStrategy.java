// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.codec.GoJson;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to Secrets. */
public final class SecretStrategy implements ResourceStrategy {

  private static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text("Type", o -> o.text("type")),
              Columns.text("Data", o -> (long) o.at("data").size()),
              TableColumns.age()));

  /** {@code stringData} is a convenience of writing: it goes into {@code data} and is not kept. */
  @Override
  public void applyDefaults(ObjectNode object) {
    for (Map.Entry<String, JsonNode> text : object.path("stringData").properties()) {
      byte[] bytes = text.getValue().asString("").getBytes(UTF_8);
      Json.objectAt(object, "data").put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
    object.remove("stringData");
    Json.defaultText(object, "type", "Opaque");
    ConfigData.requireBase64("Secret", object.path("data"));
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode data = object.path("data");
    ConfigData.checkKeys(errors, "data", data);
    if (ConfigData.binaryBytes(data) > ConfigData.MOST_BYTES) {
      errors.add(FieldError.tooLong("data", ConfigData.MOST_BYTES));
    }
    checkType(object, data, errors);
  }

  private static void checkType(ObjectNode secret, JsonNode data, FieldErrors errors) {
    switch (Values.text(secret, "type")) {
      case "kubernetes.io/service-account-token" -> {
        if (Json.textAt(secret, "metadata", "annotations", ACCOUNT_NAME).isEmpty()) {
          errors.required("metadata.annotations[" + ACCOUNT_NAME + "]", "");
        }
      }
      case "kubernetes.io/dockercfg" -> requireJson(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> requireJson(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.required("data[username]", "");
          errors.required("data[password]", "");
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (ConfigData.decode(Values.text(data, "ssh-privatekey")).length == 0) {
          errors.required("data[ssh-privatekey]", "");
        }
      }
      case "kubernetes.io/tls" -> {
        requireKey(data, "tls.crt", errors);
        requireKey(data, "tls.key", errors);
      }
      default -> {}
    }
  }

  private static boolean requireKey(JsonNode data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required("data[" + key + "]", "");
    }
    return data.has(key);
  }

  private static void requireJson(JsonNode data, String key, FieldErrors errors) {
    if (!requireKey(data, key, errors)) {
      return;
    }
    byte[] content = ConfigData.decode(Values.text(data, key));
    notJsonObject(content)
        .ifPresent(why -> errors.invalid("data[" + key + "]", "<secret contents redacted>", why));
  }

  /** What Go has against reading it as a map. */
  private static Optional<String> notJsonObject(byte[] content) {
    try {
      JsonNode parsed = Json.parse(content);
      return parsed.isObject() || parsed.isNull()
          ? Optional.empty()
          : Optional.of(
              "json: cannot unmarshal "
                  + GoJson.describe(parsed.asToken())
                  + " into Go value of type map[string]interface {}");
    } catch (JacksonException e) {
      return Optional.of(GoJson.syntaxError(content));
    }
  }

  /** Whoever serves with a certificate and a key would fail with the same words. */
  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    if (!Values.text(object, "type").equals("kubernetes.io/tls")) {
      return List.of();
    }
    JsonNode data = object.path("data");
    return TlsPair.problem(
            ConfigData.decode(Values.text(data, "tls.crt")),
            ConfigData.decode(Values.text(data, "tls.key")))
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    if (!Values.text(object, "type").equals(old.text("type"))) {
      errors.invalid("type", Values.text(object, "type"), Values.IMMUTABLE);
    }
    ConfigData.checkImmutable(errors, object, old, List.of("data"));
    validate(context, object, errors);
  }

  @Override
  public Set<String> selectableFields() {
    return Set.of("type");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
