// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.codec.Yaml;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a YAML text, those of lists one by one. */
final class YamlDocuments {

  private YamlDocuments() {}

  static List<KubeObject> parse(String yaml) {
    List<KubeObject> objects = new ArrayList<>();
    Yaml.documents(yaml).forEach(document -> add(document, objects));
    return objects;
  }

  private static void add(JsonNode document, List<KubeObject> objects) {
    if (!(document instanceof ObjectNode object)) {
      throw new IllegalArgumentException(
          "YAML document: "
              + document.getNodeType()
              + " (expected: an object with apiVersion and kind)");
    }
    if (object.path("kind").asString("").equals("List")) {
      object.path("items").forEach(item -> add(item, objects));
    } else {
      objects.add(KubeObject.of(object));
    }
  }
}
