// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.WriteContext;
import dev.coracle.apiserver.registry.network.IngressStrategy;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin that gives a new Ingress without a class the default one: of several, the
 * newest, and of equally new ones the first by name.
 */
public final class IngressClassAdmission implements Admitter {

  private static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
  private static final Comparator<KubeObject> NEWEST =
      Comparator.comparing(KubeObject::creationTimestamp)
          .reversed()
          .thenComparing(KubeObject::name);

  @Override
  public void create(WriteContext context, ObjectNode object) {
    if (!context.type().equals(ResourceType.INGRESSES)
        || Json.at(object, "spec", "ingressClassName").isString()
        || Json.at(object, "metadata", "annotations").has(IngressStrategy.CLASS_ANNOTATION)) {
      return;
    }
    defaultClass(context)
        .ifPresent(name -> Json.objectAt(object, "spec").put("ingressClassName", name));
  }

  private static Optional<String> defaultClass(WriteContext context) {
    return context.api().list(ResourceType.INGRESS_CLASSES, ListOptions.ALL).items().stream()
        .filter(c -> "true".equals(c.annotations().get(IS_DEFAULT)))
        .min(NEWEST)
        .map(KubeObject::name);
  }
}
