// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.auth.RequestInfo;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that admission knows of a write. Documents are in the version that the client speaks, and
 * copied when they are asked for: most writes interest nobody.
 *
 * @see <a href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/interfaces.go">
 *     Attributes</a>
 */
public final class Attributes {

  private final RequestInfo request;
  private final Operation operation;
  private final Target target;
  private final Supplier<Optional<ObjectNode>> object;
  private final Supplier<Optional<KubeObject>> oldObject;

  /**
   * What a request is about.
   *
   * @param kind the kind of the documents: for parts of an object that of the part, such as Scale
   * @param resource the kind in the path, in the version of the client
   * @param storedAs the same kind in the version in which it is stored
   * @param key its namespace and name; the name is empty where it is not yet made, and where many
   *     objects are deleted at once
   */
  public record Target(
      ResourceType kind, ResourceType resource, ResourceType storedAs, ObjectKey key) {}

  Attributes(
      RequestInfo request,
      Operation operation,
      Target target,
      Supplier<Optional<ObjectNode>> object,
      Supplier<Optional<KubeObject>> oldObject) {
    this.request = request;
    this.operation = operation;
    this.target = target;
    this.object = object;
    this.oldObject = oldObject;
  }

  /** Who asks, as which program, and all options. */
  public RequestInfo request() {
    return request;
  }

  public Operation operation() {
    return operation;
  }

  public Target target() {
    return target;
  }

  public String subresource() {
    return request.subresource();
  }

  public boolean dryRun() {
    return request.dryRun();
  }

  /** Whether it is a write of objects of a kind themselves, in whichever version. */
  public boolean isOf(ResourceType type) {
    ResourceType resource = target.resource();
    return request.subresource().isEmpty()
        && resource.plural().equals(type.plural())
        && resource.group().equals(type.group());
  }

  /** The object as it is at this moment; absent in a deletion. */
  public Optional<KubeObject> object() {
    return object.get().map(tree -> KubeObject.of(tree.deepCopy()));
  }

  /** A value of the object, for reading only and at once; missing where there is none. */
  JsonNode at(String... path) {
    return object
        .get()
        .map(tree -> Json.at(tree, path))
        .orElseGet(() -> Json.at(Json.object(), "-"));
  }

  String text(String... path) {
    return at(path).asString("");
  }

  /** The object as it is stored; absent in a creation and in a connection. */
  public Optional<KubeObject> oldObject() {
    return oldObject.get();
  }

  /** The options as a document, such as CreateOptions; absent in a connection. */
  public Optional<KubeObject> options() {
    return OptionsDocument.of(request, operation);
  }

  /**
   * A refusal in the words of Kubernetes' own plugins, with the name as far as it is known.
   *
   * @see <a href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/admission/errors.go">
   *     NewForbidden</a>
   */
  public ApiException forbidden(String why) {
    return ApiException.forbidden(target.resource(), name(), why);
  }

  private String name() {
    String named = target.key().name();
    if (!named.isEmpty()) {
      return named;
    }
    String own = text("metadata", "name");
    String prefix = own.isEmpty() ? text("metadata", "generateName") : own;
    return prefix.isEmpty() ? "Unknown" : prefix;
  }
}
