// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.config;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.SubresourceStrategy;
import dev.coracle.apiserver.registry.WriteContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code finalize} subresource of a Namespace: the word of a controller that the content has
 * gone. When the last of {@code spec.finalizers} goes, so does the Namespace.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/registry/core/namespace/strategy.go">
 *     namespaceFinalizeStrategy</a>
 */
final class NamespaceFinalization implements SubresourceStrategy.Part {

  /** The finalizers, and the labels, are the client's to set; the status is not. */
  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, KubeObject old) {
    Json.copyMember(old.tree(), object, "status");
  }

  @Override
  public void validateUpdate(
      WriteContext context, ObjectNode object, KubeObject old, FieldErrors errors) {
    NamespaceStrategy.checkFinalizers(object, errors);
  }
}
