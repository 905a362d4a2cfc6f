// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver;

import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.codec.Yaml;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a YAML text. */
final class YamlDocuments {

  private YamlDocuments() {}

  static List<KubeObject> parse(String yaml) {
    List<KubeObject> objects = new ArrayList<>();
    for (JsonNode document : Yaml.documents(yaml)) {
      if (document.isMissingNode() || document.isNull()) {
        continue;
      }
      if (!(document instanceof ObjectNode object)) {
        throw new IllegalArgumentException(
            "YAML document: "
                + document.getNodeType()
                + " (expected: an object with apiVersion and kind)");
      }
      add(object, objects);
    }
    return objects;
  }

  private static void add(ObjectNode object, List<KubeObject> objects) {
    if (object.path("kind").asString("").equals("List")) {
      object.path("items").forEach(item -> add((ObjectNode) item, objects));
    } else {
      objects.add(KubeObject.of(object));
    }
  }
}
