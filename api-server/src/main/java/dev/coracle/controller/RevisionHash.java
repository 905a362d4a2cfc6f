// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.Json;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The hash of a template, in letters and digits that spell no words. */
public final class RevisionHash {

  public static final String LABEL = "pod-template-hash";

  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;
  private static final String DIGITS = "456789bcdf";

  private RevisionHash() {}

  /** The hash of a template that met so many other templates of the same hash. */
  public static String of(JsonNode template, int collisions) {
    int hash = fnv1a(OFFSET_BASIS, Json.bytes(sorted(template)));
    if (collisions > 0) {
      byte[] salt = new byte[Long.BYTES];
      for (int i = 0; i < Integer.BYTES; i++) {
        salt[i] = (byte) (collisions >>> (8 * i));
      }
      hash = fnv1a(hash, salt);
    }
    return encode(Integer.toUnsignedString(hash));
  }

  /** Decimal digits as the letters and digits that names are made of. */
  static String encode(String decimal) {
    StringBuilder encoded = new StringBuilder();
    decimal.chars().forEach(digit -> encoded.append(DIGITS.charAt(digit - '0')));
    return encoded.toString();
  }

  static int fnv1a(String text) {
    return fnv1a(OFFSET_BASIS, text.getBytes(UTF_8));
  }

  private static int fnv1a(int start, byte[] bytes) {
    int hash = start;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * PRIME;
    }
    return hash;
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(e -> copy.add(sorted(e)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      TreeMap<String, JsonNode> members = new TreeMap<>();
      object.properties().forEach(e -> members.put(e.getKey(), sorted(e.getValue())));
      ObjectNode copy = Json.object();
      members.forEach(copy::set);
      return copy;
    }
    return node;
  }

  /** Whether two templates make the same Pods, the label of the hash aside. */
  public static boolean isSameTemplate(JsonNode a, JsonNode b) {
    return DocumentTrees.same(withoutHash(a), withoutHash(b));
  }

  /** A copy of a template without the label of the hash. */
  public static ObjectNode withoutHash(JsonNode template) {
    ObjectNode copy = template.deepCopy().asObject();
    ObjectNode metadata = Json.objectAt(copy, "metadata");
    metadata.remove("creationTimestamp");
    if (metadata.get("labels") instanceof ObjectNode labels) {
      labels.remove(LABEL);
      if (labels.isEmpty()) {
        metadata.remove("labels");
      }
    }
    return copy;
  }
}
