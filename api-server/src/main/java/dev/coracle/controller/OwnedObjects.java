// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import dev.coracle.api.controller.Informer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;

/**
 * The objects of one kind that owners of another kind manage: which are whose, adopting orphans
 * that match, and releasing those that no longer do.
 */
public final class OwnedObjects {

  private static final String INDEX = "controller";

  private final KubeClient client;
  private final ResourceType ownerType;
  private final ResourceType type;
  private final Informer informer;

  public OwnedObjects(
      KubeClient client, ResourceType ownerType, ResourceType type, Informer informer) {
    this.client = client;
    this.ownerType = ownerType;
    this.type = type;
    this.informer = informer.indexedBy(INDEX, o -> List.of(indexValue(o)));
  }

  private static String indexValue(KubeObject object) {
    return object
        .controller()
        .map(OwnerReference::uid)
        .orElseGet(() -> orphansOf(object.namespace()));
  }

  private static String orphansOf(String namespace) {
    return "orphans of " + namespace;
  }

  /** The keys of the owners that a change to a dependent concerns. */
  public static Collection<ObjectKey> owners(
      KubeObject dependent, ResourceType ownerType, Informer owners) {
    if (dependent.controller().isPresent()) {
      return ownerOf(dependent, ownerType).stream().toList();
    }
    return owners.all().stream()
        .filter(o -> o.namespace().equals(dependent.namespace()))
        .filter(o -> selects(o, dependent))
        .map(KubeObject::key)
        .toList();
  }

  /** The key of the object that manages a dependent, if it is of that kind. */
  public static Optional<ObjectKey> ownerOf(KubeObject dependent, ResourceType ownerType) {
    return dependent
        .controller()
        .filter(controller -> isOf(controller, ownerType))
        .map(controller -> ObjectKey.of(dependent.namespace(), controller.name()));
  }

  public static boolean isOf(OwnerReference reference, ResourceType type) {
    return reference.kind().equals(type.kind()) && reference.apiVersion().equals(type.apiVersion());
  }

  private static boolean selects(KubeObject owner, KubeObject dependent) {
    Selector selector = Selector.of(owner.at("spec", "selector"));
    return !selector.isEmpty() && selector.matches(dependent);
  }

  /** Those that the owner manages now, matching or not. */
  public List<KubeObject> of(KubeObject owner) {
    return informer.by(INDEX, owner.uid());
  }

  /** Those that the owner of that uid manages now. */
  public List<KubeObject> ofUid(String uid) {
    return informer.by(INDEX, uid);
  }

  /** Adopts and releases, and returns those that the owner manages then. */
  public List<KubeObject> claim(KubeObject owner, Predicate<KubeObject> matches) {
    List<KubeObject> claimed = new ArrayList<>();
    for (KubeObject object : of(owner)) {
      if (matches.test(object)) {
        claimed.add(object);
      } else if (!owner.isDeleting()) {
        change(object, withoutOwner(object, owner));
      }
    }
    if (!owner.isDeleting()) {
      adopt(owner, matches, claimed);
    }
    return claimed;
  }

  private void adopt(KubeObject owner, Predicate<KubeObject> matches, List<KubeObject> claimed) {
    for (KubeObject orphan : informer.by(INDEX, orphansOf(owner.namespace()))) {
      if (!orphan.isDeleting() && matches.test(orphan)) {
        change(orphan, withOwner(orphan, owner)).ifPresent(claimed::add);
      }
    }
  }

  /** Changes the owners; empty where the object has gone or changed meanwhile. */
  private Optional<KubeObject> change(KubeObject object, ArrayNode owners) {
    Patch patch =
        Patch.merge(
            body ->
                body.putObject("metadata")
                    .put("uid", object.uid())
                    .put("resourceVersion", object.resourceVersion())
                    .set("ownerReferences", owners));
    try {
      return Optional.of(client.patch(type, object.key(), patch));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ArrayNode withOwner(KubeObject object, KubeObject owner) {
    ArrayNode owners = withoutOwner(object, owner);
    return owners.add(OwnerReference.controllerOf(ownerType, owner).toJson());
  }

  private static ArrayNode withoutOwner(KubeObject object, KubeObject owner) {
    ArrayNode owners = Json.array();
    object
        .at("metadata", "ownerReferences")
        .forEach(
            o -> {
              if (!o.path("uid").asString("").equals(owner.uid())) {
                owners.add(o.deepCopy());
              }
            });
    return owners;
  }
}
