// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One node of a structural schema: what a definition says of one value.
 *
 * @param type {@code object}, {@code array}, {@code string} …, or empty where any is allowed
 * @param nullable whether null is a value; elsewhere it is absence
 * @param preserveUnknownFields whether members that are not named are kept
 * @param intOrString whether it is an integer or a string
 * @param embeddedResource whether it is an object with a kind and metadata of its own
 * @param additional the schema of members that are not named
 * @param anyAdditional whether members that are not named may have any name
 * @param items the schema of the elements of a list
 * @param constant what it is where it is absent
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema">Specifying
 *     a structural schema</a>
 */
public record Structural(
    String type,
    boolean nullable,
    boolean preserveUnknownFields,
    boolean intOrString,
    boolean embeddedResource,
    Map<String, Structural> properties,
    Optional<Structural> additional,
    boolean anyAdditional,
    Optional<Structural> items,
    List<String> required,
    Optional<JsonNode> constant) {

  /** Reads a node and all below it from its OpenAPI form. */
  static Structural parse(JsonNode schema) {
    Map<String, Structural> properties = new LinkedHashMap<>();
    schema
        .path("properties")
        .properties()
        .forEach(e -> properties.put(e.getKey(), parse(e.getValue())));
    JsonNode additional = schema.path("additionalProperties");
    return new Structural(
        schema.path("type").asString(""),
        schema.path("nullable").asBoolean(false),
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false),
        schema.path("x-kubernetes-int-or-string").asBoolean(false),
        schema.path("x-kubernetes-embedded-resource").asBoolean(false),
        properties,
        additional.isObject() ? Optional.of(parse(additional)) : Optional.empty(),
        additional.isObject() || additional.asBoolean(false),
        schema.path("items").isObject()
            ? Optional.of(parse(schema.path("items")))
            : Optional.empty(),
        schema.path("required").valueStream().map(JsonNode::asString).toList(),
        Optional.ofNullable(schema.get("default")));
  }

  /** The schema of a member, where there is one. */
  public Optional<Structural> member(String name) {
    Structural property = properties.get(name);
    return property != null ? Optional.of(property) : additional;
  }

  /** This node as one that keeps members that are not named. */
  Structural preserving() {
    return new Structural(
        type,
        nullable,
        true,
        intOrString,
        embeddedResource,
        properties,
        additional,
        anyAdditional,
        items,
        required,
        constant);
  }

  /** Whether a null found here stands for nothing. */
  boolean refuses(JsonNode value) {
    return value.isNull() && !nullable;
  }
}
