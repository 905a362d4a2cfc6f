// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import dev.coracle.api.WriteOptions.FieldValidation;
import dev.coracle.apiserver.ApiServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The writing of manifests to a cluster: what is missing is created, what is there is changed. */
final class Manifests {

  private static final WriteOptions STRICT =
      new WriteOptions("", false, "coracle", FieldValidation.STRICT);

  private final ApiServer api;
  private final KubeClient client;

  Manifests(ApiServer api) {
    this.api = api;
    this.client = api.client();
  }

  /** Applies the documents of a YAML text, Namespaces first, and returns them as stored. */
  List<KubeObject> apply(String source, String yaml) {
    List<KubeObject> documents = new ArrayList<>(api.documents(yaml));
    if (documents.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": no documents (expected: at least one Kubernetes object)");
    }
    // A stable sort: the order of the text is kept otherwise.
    documents.sort(Comparator.comparing(object -> !object.kind().equals("Namespace")));
    return documents.stream().map(object -> applyOne(source, object)).toList();
  }

  private KubeObject applyOne(String source, KubeObject object) {
    ResourceType type =
        api.typeOf(object)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        source
                            + ": kind "
                            + object.kind()
                            + " of \""
                            + object.apiVersion()
                            + "\" (expected: one of "
                            + api.kindNames()
                            + ")"));
    KubeObject placed = inNamespace(type, object);
    try {
      return createOrPatch(type, placed);
    } catch (ApiException e) {
      throw e.prefixed(source + ": ");
    }
  }

  private KubeObject createOrPatch(ResourceType type, KubeObject object) {
    ObjectKey key = object.key();
    if (key.name().isEmpty() || client.find(type, key).isEmpty()) {
      return client.create(type, object, STRICT);
    }
    return client.patch(type, key, new Patch(Patch.Type.STRATEGIC, object.tree()), STRICT);
  }

  private static KubeObject inNamespace(ResourceType type, KubeObject object) {
    return type.namespaced() && object.namespace().isEmpty()
        ? object.edit(tree -> Json.objectAt(tree, "metadata").put("namespace", "default"))
        : object;
  }
}
