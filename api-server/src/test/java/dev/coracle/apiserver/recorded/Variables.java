// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import dev.coracle.api.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The values of {@code {{name}}} in the strings of a case; {@code {{#name}}} alone makes a number,
 * {@code ip:N} and {@code np:N} count in the server's ranges.
 */
final class Variables {

  private static final Pattern REFERENCE = Pattern.compile("\\{\\{([^{}]+)}}");

  private final Map<String, JsonNode> values = new HashMap<>();

  Variables(String namespace) {
    set("ns", StringNode.valueOf(namespace));
  }

  void set(String name, JsonNode value) {
    values.put(name, value);
  }

  JsonNode get(String name) {
    return values.getOrDefault(name, Json.object());
  }

  /** A string with its references replaced. */
  String text(String template) {
    return REFERENCE
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value(name(found.group(1)))));
  }

  private static String name(String reference) {
    return reference.startsWith("#") ? reference.substring(1) : reference;
  }

  private String value(String name) {
    if (name.startsWith("ip:")) {
      return Ranges.address(Integer.parseInt(name.substring(3)));
    }
    if (name.startsWith("np:")) {
      return String.valueOf(Ranges.FIRST_PORT + Integer.parseInt(name.substring(3)));
    }
    if (name.equals("service-range")) {
      return Ranges.SERVICES;
    }
    JsonNode value = values.get(name);
    if (value == null) {
      return "missing-" + name;
    }
    return value.isContainer() ? value.toString() : value.asString();
  }

  /** A document with the references in all its strings replaced. */
  JsonNode fill(JsonNode template) {
    if (template.isString()) {
      return fill(template.asString());
    }
    if (template.isArray()) {
      ArrayNode filled = Json.array();
      template.forEach(item -> filled.add(fill(item)));
      return filled;
    }
    if (template.isObject()) {
      ObjectNode filled = Json.object();
      template.forEachEntry((name, value) -> filled.set(text(name), fill(value)));
      return filled;
    }
    return template;
  }

  private JsonNode fill(String template) {
    Matcher whole = REFERENCE.matcher(template);
    if (!whole.matches() || !whole.group(1).startsWith("#")) {
      return StringNode.valueOf(text(template));
    }
    String value = value(name(whole.group(1)));
    return value.matches("-?\\d+")
        ? LongNode.valueOf(Long.parseLong(value))
        : StringNode.valueOf(value);
  }
}
