// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.FieldError;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a client that writes says about the object as it is stored. */
final class Preconditions {

  // https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubeapiserver/default_storage_factory_builder.go
  private static final Map<String, String> STORED_ELSEWHERE =
      Map.of(
          "replicationcontrollers", "controllers",
          "endpoints", "services/endpoints",
          "services", "services/specs",
          "nodes", "minions",
          "ingresses", "ingress");

  private static final String DELETED = "deleted and then recreated";
  private static final String MODIFIED = "modified";

  private Preconditions() {}

  /** The version that a body names; 0 for none. */
  static long version(ObjectNode object) {
    String text = Json.textAt(object, "metadata", "resourceVersion");
    try {
      return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      // Kubernetes finds out too late to blame the client.
      throw ApiException.of(500, "", "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
    }
  }

  /** Refuses a change that was meant for another object of the same name. */
  static void requireUid(Call call, KubeObject old, ObjectNode object) {
    String uid = Json.textAt(object, "metadata", "uid");
    // A patch says nothing of the object it is for: there another uid is a change like others.
    if (!call.isPatch() && !uid.isEmpty() && !uid.equals(old.uid())) {
      throw otherUid(call, uid, old.uid());
    }
  }

  /**
   * The refusal of a change that says nothing of the version it was made of, for kinds that demand
   * it.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/generic/registry/store.go">
   *     Update</a>
   */
  static ApiException unconditional(Call call) {
    ResourceType type = call.type();
    ResourceType named =
        new ResourceType(
            type.group(),
            type.version(),
            type.plural(),
            type.singular(),
            type.plural(),
            type.namespaced());
    return ApiException.invalid(
        named,
        call.key().name(),
        List.of(
            FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
  }

  /** Refuses a change that was made of another version. */
  static void requireVersion(Call call, KubeObject old, ObjectNode object) {
    long version = version(object);
    if (version != 0 && !Long.toUnsignedString(version).equals(old.resourceVersion())) {
      throw ApiException.modified(call.type(), call.key().name());
    }
  }

  /**
   * Refuses a replacement that does not say what it replaces, of a kind that must know.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/generic/registry/store.go
   * (Update)
   */
  static void requireVersion(Call call, ObjectNode object) {
    if (version(object) == 0) {
      ResourceType type = call.type();
      throw ApiException.invalid(
          named(type, type.plural()),
          call.key().name(),
          List.of(
              FieldError.invalid(
                  "metadata.resourceVersion", 0, "must be specified for an update")));
    }
  }

  /** Refuses an object that is to be replaced, and so known by its uid, where there is none. */
  static void requireUidOfNothing(Call call, ObjectNode object) {
    String uid = Json.textAt(object, "metadata", "uid");
    if (!uid.isEmpty()) {
      throw otherUid(call, uid, "");
    }
    Json.objectAt(object, "metadata").remove("resourceVersion");
  }

  private static ApiException otherUid(Call call, String expected, String found) {
    return ApiException.conflict(
        call.type(),
        call.key().name(),
        "StorageError: invalid object, Code: 4, Key: "
            + storageKey(call.type(), call.key())
            + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
            + expected
            + ", UID in object meta: "
            + found);
  }

  private static String storageKey(ResourceType type, ObjectKey key) {
    String place = STORED_ELSEWHERE.getOrDefault(type.plural(), type.plural());
    String namespace = key.namespace().isEmpty() ? "" : key.namespace() + "/";
    return "/registry/" + place + "/" + namespace + key.name();
  }

  /**
   * Holds the options of a deletion against the stored object.
   * https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/registry/rest/delete.go (BeforeDelete)
   */
  static void require(ResourceType type, KubeObject old, DeleteOptions options) {
    if (!options.uid().isEmpty() && !options.uid().equals(old.uid())) {
      throw otherRecord(type, old, "UID", options.uid(), old.uid(), DELETED);
    }
    String version = options.resourceVersion();
    if (!version.isEmpty() && !version.equals(old.resourceVersion())) {
      throw otherRecord(type, old, "ResourceVersion", version, old.resourceVersion(), MODIFIED);
    }
  }

  /** Named by its kind, where all other conflicts name the resource. */
  private static ApiException otherRecord(
      ResourceType type, KubeObject old, String what, String asked, String found, String why) {
    return ApiException.conflict(
        named(type, type.kind()),
        old.name(),
        "the %s in the precondition (%s) does not match the %s in record (%s). The object might have been %s"
            .formatted(what, asked, what, found, why));
  }

  /** The type as a text names it that does not tell a kind from its resource. */
  private static ResourceType named(ResourceType type, String name) {
    return new ResourceType(
        type.group(), type.version(), name, type.singular(), name, type.namespaced());
  }
}
