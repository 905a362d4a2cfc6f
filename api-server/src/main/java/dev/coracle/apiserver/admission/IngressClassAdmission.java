// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.network.IngressStrategy;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin that gives a new Ingress without a class the default one: of several, the
 * newest, and of equally new ones the first by name.
 */
final class IngressClassAdmission implements MutatingAdmitter {

  private static final String IS_DEFAULT = "ingressclass.kubernetes.io/is-default-class";
  private static final Comparator<KubeObject> NEWEST =
      Comparator.comparing(KubeObject::creationTimestamp)
          .reversed()
          .thenComparing(KubeObject::name);

  private final Supplier<KubeClient> api;

  IngressClassAdmission(Supplier<KubeClient> api) {
    this.api = api;
  }

  @Override
  public boolean handles(Attributes attributes) {
    return attributes.operation() == Operation.CREATE && attributes.isOf(ResourceType.INGRESSES);
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    ObjectNode ingress = draft.tree();
    if (!Json.at(ingress, "spec", "ingressClassName").isString()
        && !Json.at(ingress, "metadata", "annotations").has(IngressStrategy.CLASS_ANNOTATION)) {
      defaultClass()
          .ifPresent(name -> Json.objectAt(ingress, "spec").put("ingressClassName", name));
    }
  }

  private Optional<String> defaultClass() {
    return api.get().list(ResourceType.INGRESS_CLASSES, ListOptions.ALL).items().stream()
        .filter(c -> "true".equals(c.annotations().get(IS_DEFAULT)))
        .min(NEWEST)
        .map(KubeObject::name);
  }
}
