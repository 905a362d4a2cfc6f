// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import dev.coracle.apiserver.ServedApi;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The writing of one object, as {@code kubectl apply} does it: the manifest is remembered in an
 * annotation of the object, so that the next one takes out what it says no more. kubectl and this
 * go on from each other's work.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/">Declarative
 *     management</a>
 */
final class ManifestApply {

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final KubeObject NOTHING = KubeObject.of(Json.object());
  private static final WriteOptions STRICT =
      new WriteOptions("", false, "kubectl-client-side-apply", FieldValidation.STRICT);

  // As often as kubectl tries when somebody else was faster.
  private static final int TRIES = 5;

  private final ServedApi api;
  private final KubeClient client;
  private final String namespace;
  private final boolean only;

  /**
   * Writes to a namespace what says none.
   *
   * @param only whether what says another is refused, as kubectl does when it is given one
   */
  ManifestApply(ServedApi api, String namespace, boolean only) {
    this.api = api;
    this.namespace = namespace;
    this.only = only;
    this.client = api.client();
  }

  /** Creates the object, or changes it to what the manifest says. */
  void apply(ResourceType type, KubeObject manifest) {
    KubeObject placed = inNamespace(type, manifest);
    if (placed.name().isEmpty()) {
      client.create(type, placed, STRICT);
      return;
    }
    KubeObject remembered = withLastApplied(placed);
    for (int attempt = 1; ; attempt++) {
      try {
        applyOnce(type, remembered);
        return;
      } catch (ApiException e) {
        boolean wasLate = e.isConflict() || e.isAlreadyExists();
        if (!wasLate || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private void applyOnce(ResourceType type, KubeObject manifest) {
    Optional<KubeObject> present = client.find(type, manifest.key());
    if (present.isEmpty()) {
      client.create(type, manifest, STRICT);
      return;
    }
    KubeObject merged = api.merged(lastApplied(present.get()), manifest, present.get());
    if (!merged.equals(present.get())) {
      client.update(type, merged, STRICT);
    }
  }

  private static KubeObject lastApplied(KubeObject present) {
    String text = present.annotations().getOrDefault(LAST_APPLIED, "");
    try {
      return text.isEmpty() ? NOTHING : KubeObject.parse(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "annotation " + LAST_APPLIED + ": " + text + " (expected: an object as JSON)", e);
    }
  }

  /** The manifest with itself in an annotation, letter for letter as kubectl writes it. */
  private static KubeObject withLastApplied(KubeObject manifest) {
    ObjectNode tree = manifest.tree().deepCopy();
    ObjectNode annotations = Json.objectAt(tree, "metadata", "annotations");
    annotations.remove(LAST_APPLIED);
    annotations.put(LAST_APPLIED, Json.text(sorted(tree)) + "\n");
    return KubeObject.of(tree);
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      var result = Json.array();
      node.forEach(element -> result.add(sorted(element)));
      return result;
    }
    if (!node.isObject()) {
      return node;
    }
    TreeMap<String, JsonNode> members = new TreeMap<>();
    node.forEachEntry(members::put);
    ObjectNode result = Json.object();
    members.forEach((name, value) -> result.set(name, sorted(value)));
    return result;
  }

  private KubeObject inNamespace(ResourceType type, KubeObject object) {
    if (!type.namespaced()) {
      return object;
    }
    if (object.namespace().isEmpty()) {
      return object.edit(tree -> Json.objectAt(tree, "metadata").put("namespace", namespace));
    }
    if (only && !object.namespace().equals(namespace)) {
      throw new IllegalArgumentException(
          "namespace: \"%s\" (expected: \"%s\", or none; others by inNamespace(\"%s\"))"
              .formatted(object.namespace(), namespace, object.namespace()));
    }
    return object;
  }
}
