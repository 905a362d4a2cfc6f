// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.auth.RequestInfo;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The options of a request as the document that a webhook is shown. */
final class OptionsDocument {

  private OptionsDocument() {}

  static Optional<KubeObject> of(RequestInfo request, Operation operation) {
    return switch (operation) {
      case CREATE -> Optional.of(write("CreateOptions", request.options()));
      // A patch too:
      // https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/patch.go
      // (patchToUpdateOptions)
      case UPDATE -> Optional.of(write("UpdateOptions", request.options()));
      case DELETE -> Optional.of(deletion(request.deletion()));
      case CONNECT -> Optional.empty();
    };
  }

  private static ObjectNode named(String kind) {
    return Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
  }

  private static KubeObject write(String kind, WriteOptions options) {
    ObjectNode document = named(kind);
    addDryRun(document, options.dryRun());
    if (!options.fieldManager().isEmpty()) {
      document.put("fieldManager", options.fieldManager());
    }
    validation(options).ifPresent(word -> document.put("fieldValidation", word));
    return KubeObject.of(document);
  }

  /** Nothing where it is what nobody has to ask for. */
  private static Optional<String> validation(WriteOptions options) {
    return switch (options.fieldValidation()) {
      case STRICT -> Optional.of("Strict");
      case IGNORE -> Optional.of("Ignore");
      case WARN -> Optional.empty();
    };
  }

  private static KubeObject deletion(DeleteOptions options) {
    ObjectNode document = named("DeleteOptions");
    options.gracePeriodSeconds().ifPresent(grace -> document.put("gracePeriodSeconds", grace));
    addPreconditions(document, options);
    propagation(options).ifPresent(word -> document.put("propagationPolicy", word));
    addDryRun(document, options.dryRun());
    return KubeObject.of(document);
  }

  private static Optional<String> propagation(DeleteOptions options) {
    return switch (options.propagation()) {
      case DEFAULT -> Optional.empty();
      case BACKGROUND -> Optional.of("Background");
      case FOREGROUND -> Optional.of("Foreground");
      case ORPHAN -> Optional.of("Orphan");
    };
  }

  private static void addPreconditions(ObjectNode document, DeleteOptions options) {
    ObjectNode preconditions = Json.object();
    if (!options.uid().isEmpty()) {
      preconditions.put("uid", options.uid());
    }
    if (!options.resourceVersion().isEmpty()) {
      preconditions.put("resourceVersion", options.resourceVersion());
    }
    if (!preconditions.isEmpty()) {
      document.set("preconditions", preconditions);
    }
  }

  private static void addDryRun(ObjectNode document, boolean dryRun) {
    if (dryRun) {
      document.putArray("dryRun").add("All");
    }
  }
}
