// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The removal of what a structural schema does not name.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go">pruning/algorithm.go</a>
 */
final class StructuralPruning {

  /** What every object has that is a resource, whatever its schema says. */
  static final Set<String> RESOURCE = Set.of("apiVersion", "kind", "metadata");

  private final Consumer<String> removed;

  StructuralPruning(Consumer<String> removed) {
    this.removed = removed;
  }

  /** Prunes an object that is a resource by its place, not only by its schema. */
  void resource(ObjectNode object, Structural schema) {
    members(object, schema, "", true);
  }

  private void prune(JsonNode value, Optional<Structural> schema, String path) {
    if (value instanceof ObjectNode object) {
      if (schema.isEmpty()) {
        removeAll(object, path);
      } else {
        members(object, schema.get(), path, schema.get().embeddedResource());
      }
    } else if (value.isArray()) {
      elements(value, schema, path);
    }
  }

  private void members(ObjectNode object, Structural schema, String path, boolean resource) {
    for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
      String name = member.getKey();
      if (resource && RESOURCE.contains(name)) {
        continue;
      }
      if (schema.properties().containsKey(name) || schema.anyAdditional()) {
        prune(member.getValue(), schema.member(name), below(path, name));
      } else if (!schema.preserveUnknownFields()) {
        remove(object, name, path);
      }
    }
  }

  private void elements(JsonNode list, Optional<Structural> schema, String path) {
    boolean kept = schema.filter(Structural::preserveUnknownFields).isPresent();
    Optional<Structural> items = schema.flatMap(Structural::items);
    for (int i = 0; i < list.size(); i++) {
      String place = path + "[" + i + "]";
      if (kept) {
        preserve(list.get(i), items, place);
      } else {
        prune(list.get(i), items, place);
      }
    }
  }

  /** What a list preserves is preserved in its elements too, but not below what they name. */
  private void preserve(JsonNode value, Optional<Structural> schema, String path) {
    if (schema.isEmpty()) {
      return;
    }
    if (value instanceof ObjectNode object) {
      members(object, schema.get().preserving(), path, schema.get().embeddedResource());
    } else if (value.isArray()) {
      elements(value, Optional.of(schema.get().preserving()), path);
    }
  }

  private void removeAll(ObjectNode object, String path) {
    List.copyOf(object.propertyNames()).forEach(name -> remove(object, name, path));
  }

  private void remove(ObjectNode object, String name, String path) {
    object.remove(name);
    removed.accept(below(path, name));
  }

  static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
