// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.FieldError;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules for the metadata of every object, with Kubernetes' texts. */
public final class MetadataRules {

  private static final int MOST_ANNOTATION_BYTES = 256 * 1024;
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");
  private static final List<String> IMMUTABLE_MEMBERS =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private MetadataRules() {}

  /** Checks the metadata of a new object, whose generated name is already made. */
  public static void validateCreate(
      ObjectNode object, ResourceType type, NameRule rule, FieldErrors errors) {
    JsonNode metadata = object.path("metadata");
    checkNames(metadata, rule, errors);
    checkNamespace(metadata, type, errors);
    checkCommon(metadata, errors);
    if (isBuiltIn(type)) {
      checkFinalizerNames(metadata, errors);
    }
  }

  /** Checks the metadata of a changed object against those of the stored one. */
  public static void validateUpdate(ObjectNode object, KubeObject old, FieldErrors errors) {
    JsonNode metadata = object.path("metadata");
    if (old.isDeleting()) {
      checkNoNewFinalizers(metadata, old, errors);
    }
    if (metadata.path("generation").asLong(0) < old.generation()) {
      errors.invalid(
          "metadata.generation", metadata.path("generation").asLong(0), "must not be decremented");
    }
    for (String member : IMMUTABLE_MEMBERS) {
      Values.immutable(errors, metadata, old.at("metadata"), "metadata", member);
    }
    checkCommon(metadata, errors);
  }

  private static void checkNames(JsonNode metadata, NameRule rule, FieldErrors errors) {
    String prefix = Values.text(metadata, "generateName");
    if (!prefix.isEmpty()) {
      rule.problems(maskTrailingDash(prefix))
          .forEach(text -> errors.invalid("metadata.generateName", prefix, text));
    }
    String name = Values.text(metadata, "name");
    if (name.isEmpty()) {
      errors.required("metadata.name", "name or generateName is required");
    } else {
      rule.problems(name).forEach(text -> errors.invalid("metadata.name", name, text));
    }
  }

  /** What is generated goes behind the prefix, so a dash at its end is no end of the name. */
  private static String maskTrailingDash(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }

  private static void checkNamespace(JsonNode metadata, ResourceType type, FieldErrors errors) {
    String namespace = Values.text(metadata, "namespace");
    if (!type.namespaced()) {
      if (!namespace.isEmpty()) {
        errors.forbidden("metadata.namespace", "not allowed on this type");
      }
    } else if (namespace.isEmpty()) {
      errors.required("metadata.namespace", "");
    } else {
      Values.dnsLabel(errors, "metadata.namespace", namespace);
    }
  }

  private static void checkCommon(JsonNode metadata, FieldErrors errors) {
    Values.nonNegative(errors, metadata, "metadata", "generation");
    Labels.check(errors, "metadata.labels", metadata.path("labels"));
    checkAnnotations(errors, "metadata.annotations", metadata.path("annotations"));
    checkOwners(metadata.path("ownerReferences"), errors);
    checkFinalizers(metadata.path("finalizers"), errors);
  }

  /** A map of annotations: the form of its keys, in any case of letters, and its total size. */
  public static void checkAnnotations(FieldErrors errors, String path, JsonNode annotations) {
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      String key = annotation.getKey();
      Names.qualifiedName(key.toLowerCase(Locale.ROOT))
          .forEach(problem -> errors.invalid(path, key, problem));
      size += bytes(key) + bytes(annotation.getValue().asString(""));
    }
    if (size > MOST_ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong(path, MOST_ANNOTATION_BYTES));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static void checkOwners(JsonNode owners, FieldErrors errors) {
    String path = "metadata.ownerReferences";
    String controller = "";
    for (JsonNode owner : owners) {
      checkOwner(owner, path, errors);
      if (owner.path("controller").asBoolean(false)) {
        if (!controller.isEmpty()) {
          errors.invalid(path, owners, twoControllers(controller, named(owner)));
        }
        controller = named(owner);
      }
    }
  }

  private static String named(JsonNode owner) {
    return Values.text(owner, "kind") + "/" + Values.text(owner, "name");
  }

  private static String twoControllers(String first, String second) {
    return "Only one reference can have Controller set to true. Found \"true\" in references for "
        + first
        + " and "
        + second;
  }

  private static void checkOwner(JsonNode owner, String path, FieldErrors errors) {
    String apiVersion = Values.text(owner, "apiVersion");
    if (!hasVersion(apiVersion)) {
      errors.invalid(path + ".apiVersion", apiVersion, "version must not be empty");
    }
    for (String member : List.of("kind", "name", "uid")) {
      if (Values.isEmpty(owner, member)) {
        errors.invalid(path + "." + member, "", "must not be empty");
      }
    }
    if (Values.text(owner, "kind").equals("Event")
        && Values.text(owner, "apiVersion").equals("v1")) {
      errors.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
    }
  }

  /**
   * What has more than a group and a version has neither.
   * https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/runtime/schema/group_version.go
   * (ParseGroupVersion)
   */
  private static boolean hasVersion(String apiVersion) {
    return apiVersion.matches("([^/]*/)?[^/]+");
  }

  private static void checkFinalizers(JsonNode finalizers, FieldErrors errors) {
    String path = "metadata.finalizers";
    Set<String> all = finalizers.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    finalizers.forEach(name -> Labels.checkKey(errors, path, name.asString("")));
    if (all.contains("orphan") && all.contains("foregroundDeletion")) {
      errors.invalid(
          path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  private static void checkFinalizerNames(JsonNode metadata, FieldErrors errors) {
    Values.each(
        metadata.path("finalizers"),
        "metadata.finalizers",
        (name, path) -> checkFinalizerName(errors, path, name.asString("")));
  }

  /** A finalizer of a built-in kind: a standard one, or qualified by a domain. */
  public static void checkFinalizerName(FieldErrors errors, String path, String name) {
    if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
      errors.invalid(
          path, name, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  private static void checkNoNewFinalizers(JsonNode metadata, KubeObject old, FieldErrors errors) {
    List<String> added = new ArrayList<>();
    metadata.path("finalizers").forEach(name -> added.add(name.asString("")));
    added.removeAll(old.finalizers());
    if (!added.isEmpty()) {
      errors.forbidden(
          "metadata.finalizers",
          "no new finalizers can be added if the object is being deleted, found new finalizers"
              + " []string{"
              + added.stream().map(s -> "\"" + s + "\"").collect(Collectors.joining(", "))
              + "}");
    }
  }

  private static boolean isBuiltIn(ResourceType type) {
    return !type.group().contains(".") || type.group().endsWith(".k8s.io");
  }
}
