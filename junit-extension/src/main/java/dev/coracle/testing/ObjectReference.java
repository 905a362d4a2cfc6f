// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Likeness;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.ServedApi;
import java.util.Locale;
import java.util.Optional;

/**
 * An object by its kind and name, as kubectl is told of it: {@code deployment/web}, {@code
 * deploy/web} or {@code deployments.apps/web}.
 *
 * <p>It has no place for a namespace, since {@code shop/web} could then be a kind and a name or a
 * namespace and a name; who wants another namespace says so once, by {@link Cluster#inNamespace},
 * as with kubectl's {@code -n}.
 */
record ObjectReference(ResourceType type, ObjectKey key) {

  /**
   * Reads a reference.
   *
   * @param namespace where it is, if objects of its kind are in one
   */
  static ObjectReference parse(ServedApi api, String namespace, String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw new IllegalArgumentException(
          "object: \"%s\" (expected: TYPE/NAME, such as deployment/web%s)"
              .formatted(
                  text,
                  parts.length == 3
                      ? "; another namespace by cluster.inNamespace(\"" + parts[0] + "\")"
                      : ""));
    }
    return of(type(api, parts[0]), namespace, parts[1]);
  }

  static ObjectReference of(ResourceType type, String namespace, String name) {
    return new ObjectReference(
        type, type.namespaced() ? ObjectKey.of(namespace, name) : ObjectKey.cluster(name));
  }

  /** The kind that a word means. */
  static ResourceType type(ServedApi api, String word) {
    return api.typeNamed(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "type: \"%s\" (%s)"
                        .formatted(
                            word,
                            meant(api, word)
                                .map(near -> "did you mean " + near + "?")
                                .orElse(
                                    "expected: one of " + String.join(", ", api.typeNames())))));
  }

  /** The kind, in small letters, that a word with a slip means. */
  private static Optional<String> meant(ServedApi api, String word) {
    return Likeness.nearest(
        word, api.kindNames().stream().map(kind -> kind.toLowerCase(Locale.ROOT)).toList());
  }

  /** As it is told in messages: {@code Deployment default/web}. */
  @Override
  public String toString() {
    return type.kind() + " " + key;
  }
}
