// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.store.ObjectStore;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plugin of that name: some namespaces stay as long as the cluster, and nothing is made in one
 * that is missing or going, an Eviction or a Binding as little as a Pod.
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/plugin/namespace/lifecycle/admission.go">
 *     admission.go</a>
 */
final class NamespaceLifecycle implements MutatingAdmitter {

  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final ObjectStore store;

  NamespaceLifecycle(ObjectStore store) {
    this.store = store;
  }

  @Override
  public boolean handles(Attributes attributes) {
    return attributes.operation() == Operation.CREATE || attributes.operation() == Operation.DELETE;
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    if (attributes.operation() == Operation.DELETE) {
      requireMortal(attributes);
    } else if (!attributes.target().key().namespace().isEmpty() && !isAccessReview(attributes)) {
      requireLiving(attributes);
    }
  }

  private static void requireMortal(Attributes attributes) {
    if (attributes.isOf(ResourceType.NAMESPACES)
        && IMMORTAL.contains(attributes.target().key().name())) {
      throw attributes.forbidden("this namespace may not be deleted");
    }
  }

  /** Its answer must not tell whether a namespace exists. */
  private static boolean isAccessReview(Attributes attributes) {
    ResourceType resource = attributes.target().resource();
    return resource.plural().equals("localsubjectaccessreviews")
        && resource.group().equals("authorization.k8s.io");
  }

  private void requireLiving(Attributes attributes) {
    String namespace = attributes.target().key().namespace();
    Optional<KubeObject> found = store.get(ResourceType.NAMESPACES, ObjectKey.cluster(namespace));
    if (found.isEmpty()) {
      throw ApiException.notFound(ResourceType.NAMESPACES, namespace);
    }
    if (found.get().isDeleting()) {
      throw terminating(attributes, namespace);
    }
  }

  private static ApiException terminating(Attributes attributes, String namespace) {
    ObjectNode status =
        attributes
            .forbidden(
                "unable to create new content in namespace "
                    + namespace
                    + " because it is being terminated")
            .toStatus();
    Json.arrayAt(Json.objectAt(status, "details"), "causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    return ApiException.of(status);
  }
}
