// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.api.Likeness;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.ServedApi;
import java.util.List;

/** The kinds that manifests name, and what those may have meant that name none. */
final class ManifestKinds {

  private final ServedApi api;

  ManifestKinds(ServedApi api) {
    this.api = api;
  }

  /** The served kind that an object says it is of. */
  ResourceType of(KubeObject object) {
    return api.typeOf(object).orElseThrow(() -> new IllegalArgumentException(unknown(object)));
  }

  private String unknown(KubeObject object) {
    String kind = object.kind();
    if (kind.isEmpty()) {
      return object.apiVersion().isEmpty()
          ? "no apiVersion and no kind (expected: both, such as apiVersion: v1 and kind: Pod)"
          : "no kind (expected: a kind of \"%s\", such as %s)"
              .formatted(object.apiVersion(), kindOf(object.apiVersion()));
    }
    List<String> versions = api.apiVersions(kind);
    if (object.apiVersion().isEmpty()) {
      return "no apiVersion (expected: %s)"
          .formatted(versions.isEmpty() ? "that of kind " + kind : String.join(" or ", versions));
    }
    return "kind %s of \"%s\" (%s)"
        .formatted(kind, object.apiVersion(), versions.isEmpty() ? guess(kind) : remedy(versions));
  }

  private String kindOf(String apiVersion) {
    return api.kindNames().stream()
        .filter(kind -> api.apiVersions(kind).contains(apiVersion))
        .findFirst()
        .orElse("Pod");
  }

  private static String remedy(List<String> versions) {
    return "expected: apiVersion " + String.join(" or ", versions);
  }

  private String guess(String kind) {
    List<String> known = api.kindNames();
    return Likeness.nearest(kind, known)
        .map(near -> "did you mean " + near + "?")
        .orElseGet(
            () ->
                "expected: one of %s; others need their CustomResourceDefinition first"
                    .formatted(known));
  }
}
