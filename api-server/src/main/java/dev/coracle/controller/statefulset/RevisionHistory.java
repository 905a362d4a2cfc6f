// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.statefulset;

import static dev.coracle.api.ResourceType.CONTROLLER_REVISIONS;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.ResourceType;
import dev.coracle.controller.DocumentTrees;
import dev.coracle.controller.RevisionHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The templates that an object has had, each kept as a ControllerRevision. */
final class RevisionHistory {

  private static final String HASH_LABEL = "controller.kubernetes.io/hash";

  private static final Comparator<KubeObject> OLDEST_FIRST =
      Comparator.comparingLong(RevisionHistory::number)
          .thenComparing(KubeObject::creationTimestamp)
          .thenComparing(KubeObject::name);

  private final KubeClient client;
  private final ResourceType ownerType;

  RevisionHistory(KubeClient client, ResourceType ownerType) {
    this.client = client;
    this.ownerType = ownerType;
  }

  /**
   * The revision of the present template.
   *
   * @param collisions how many names were found taken until now
   */
  record Newest(KubeObject revision, int collisions) {}

  static long number(KubeObject revision) {
    return revision.at("revision").asLong(0);
  }

  /** The template that a revision keeps. */
  static JsonNode template(KubeObject revision) {
    ObjectNode template = revision.at("data", "spec", "template").deepCopy().asObject();
    template.remove("$patch");
    return template;
  }

  /** Finds the revision of the present template, moves it to the top, or makes it. */
  Newest newest(KubeObject owner, List<KubeObject> revisions, int collisions) {
    List<KubeObject> sorted = revisions.stream().sorted(OLDEST_FIRST).toList();
    long top = sorted.isEmpty() ? 0 : number(sorted.get(sorted.size() - 1));
    ObjectNode data = dataOf(owner);
    Optional<KubeObject> equal =
        sorted.stream()
            .filter(r -> DocumentTrees.same(r.at("data"), data))
            .reduce((first, second) -> second);
    if (equal.isEmpty()) {
      return create(owner, data, top + 1, collisions);
    }
    KubeObject found = equal.get();
    return new Newest(number(found) == top ? found : raise(found, top + 1), collisions);
  }

  private KubeObject raise(KubeObject revision, long number) {
    return client.patch(
        CONTROLLER_REVISIONS,
        revision.key(),
        DocumentTrees.patchOf(revision, body -> body.put("revision", number)));
  }

  private static ObjectNode dataOf(KubeObject owner) {
    ObjectNode data = Json.object();
    ObjectNode template = owner.at("spec", "template").deepCopy().asObject();
    data.putObject("spec").set("template", template.put("$patch", "replace"));
    return data;
  }

  private Newest create(KubeObject owner, ObjectNode data, long number, int collisions) {
    for (int count = collisions; ; count++) {
      String hash = RevisionHash.of(data, count);
      ObjectKey key = ObjectKey.of(owner.namespace(), owner.name() + "-" + hash);
      KubeObject wanted =
          KubeObject.of(CONTROLLER_REVISIONS, key)
              .edit(tree -> fill(tree, owner, data, number, hash));
      try {
        return new Newest(client.create(CONTROLLER_REVISIONS, wanted), count);
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
        KubeObject present = client.get(CONTROLLER_REVISIONS, key);
        if (DocumentTrees.same(present.at("data"), data)) {
          return new Newest(present, count);
        }
      }
    }
  }

  private void fill(ObjectNode tree, KubeObject owner, ObjectNode data, long number, String hash) {
    ObjectNode metadata = Json.objectAt(tree, "metadata");
    ObjectNode labels = metadata.putObject("labels");
    owner.stringMap("spec", "template", "metadata", "labels").forEach(labels::put);
    labels.put(HASH_LABEL, hash);
    if (!owner.annotations().isEmpty()) {
      ObjectNode annotations = metadata.putObject("annotations");
      owner.annotations().forEach(annotations::put);
    }
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(ownerType, owner).toJson());
    tree.set("data", data.deepCopy());
    tree.put("revision", number);
  }

  /** Deletes the oldest revisions beyond those to keep, the ones in use not counted. */
  void prune(List<KubeObject> revisions, Set<String> inUse, int limit) {
    List<KubeObject> idle =
        new ArrayList<>(revisions.stream().filter(r -> !inUse.contains(r.name())).toList());
    idle.sort(OLDEST_FIRST);
    idle.stream().limit(Math.max(0, idle.size() - limit)).forEach(r -> delete(r.key()));
  }

  private void delete(ObjectKey key) {
    try {
      client.delete(CONTROLLER_REVISIONS, key);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}
