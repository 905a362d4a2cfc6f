// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.ObjectKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Ingresses and their classes, with the routes that those of this cluster make. Immutable. */
record HttpTable(
    Map<ObjectKey, IngressSpec> ingresses, Map<String, String> classes, IngressRoutes routes) {

  static final HttpTable EMPTY = new HttpTable(Map.of(), Map.of(), IngressRoutes.of(List.of()));

  HttpTable with(IngressSpec ingress) {
    Map<ObjectKey, IngressSpec> next = new TreeMap<>(ingresses);
    next.put(ingress.key(), ingress);
    return of(next, classes);
  }

  HttpTable without(ObjectKey key) {
    Map<ObjectKey, IngressSpec> next = new TreeMap<>(ingresses);
    next.remove(key);
    return of(next, classes);
  }

  HttpTable withClass(String name, String controller) {
    Map<String, String> next = new TreeMap<>(classes);
    next.put(name, controller);
    return of(ingresses, next);
  }

  HttpTable withoutClass(String name) {
    Map<String, String> next = new TreeMap<>(classes);
    next.remove(name);
    return of(ingresses, next);
  }

  private static HttpTable of(Map<ObjectKey, IngressSpec> ingresses, Map<String, String> classes) {
    List<IngressSpec> served =
        ingresses.values().stream()
            .filter(each -> owner(each, classes) == IngressOwner.CORACLE)
            .toList();
    return new HttpTable(ingresses, classes, IngressRoutes.of(served));
  }

  Collection<IngressSpec> all() {
    return ingresses.values();
  }

  IngressOwner owner(IngressSpec ingress) {
    return owner(ingress, classes);
  }

  /** With one controller in the cluster, an Ingress without a class is meant for it. */
  private static IngressOwner owner(IngressSpec ingress, Map<String, String> classes) {
    Optional<String> name = ingress.className();
    if (name.isEmpty()) {
      return IngressOwner.CORACLE;
    }
    String controller = classes.getOrDefault(name.get(), "");
    if (controller.isEmpty()) {
      return IngressOwner.NOBODY;
    }
    return controller.equals(IngressOwner.CONTROLLER)
        ? IngressOwner.CORACLE
        : IngressOwner.ANOTHER_CONTROLLER;
  }
}
