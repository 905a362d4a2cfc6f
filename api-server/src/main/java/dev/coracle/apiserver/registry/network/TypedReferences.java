// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules for references to objects of any kind. */
final class TypedReferences {

  private TypedReferences() {}

  static void check(FieldErrors errors, String path, JsonNode reference) {
    if (Values.isSet(reference.path("apiGroup"))) {
      Values.dnsSubdomain(errors, path + ".apiGroup", Values.text(reference, "apiGroup"));
    }
    for (String member : List.of("kind", "name")) {
      if (Values.required(errors, reference, path, member)) {
        String value = Values.text(reference, member);
        Names.check(errors, path + "." + member, value, Names.pathSegment(value));
      }
    }
  }
}
