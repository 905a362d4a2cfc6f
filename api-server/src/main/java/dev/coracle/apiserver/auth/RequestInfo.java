// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.WriteOptions;
import java.time.Instant;

/**
 * What is known of a request before its body is read, and of how it is to be done: who makes it,
 * and what for.
 *
 * @param verb as access is granted: {@code get}, {@code list}, {@code create} …
 * @param group of what is asked for, as all names until {@code name} empty in requests for a path
 * @param subresource empty for the object itself
 * @param namespace empty for all of them, and for kinds outside of any
 * @param name empty for all objects, and for one that is yet without
 * @param path of requests that are about no objects, empty in all others
 * @param options how a write is made
 * @param deletion how a deletion is made
 * @param userAgent the program that asks, by which a write is owned that names no field manager
 */
public record RequestInfo(
    User user,
    String verb,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path,
    WriteOptions options,
    DeleteOptions deletion,
    String userAgent,
    Instant time) {

  /** A request about objects of a kind. */
  public static RequestInfo of(
      User user,
      String verb,
      ResourceType type,
      String subresource,
      ObjectKey key,
      String userAgent,
      Instant time) {
    return new RequestInfo(
        user,
        verb,
        type.group(),
        type.version(),
        type.plural(),
        subresource,
        key.namespace(),
        key.name(),
        "",
        WriteOptions.OBJECT,
        DeleteOptions.NORMAL,
        userAgent,
        time);
  }

  /** A request about anything else. */
  public static RequestInfo ofPath(
      User user, String verb, String path, String userAgent, Instant time) {
    return new RequestInfo(
        user,
        verb,
        "",
        "",
        "",
        "",
        "",
        "",
        path,
        WriteOptions.OBJECT,
        DeleteOptions.NORMAL,
        userAgent,
        time);
  }

  /** What is to be asked of an authorizer because of a request, by whom that is made. */
  public static RequestInfo ofAccess(
      RequestInfo request,
      String verb,
      String group,
      String resource,
      String subresource,
      String name) {
    return new RequestInfo(
        request.user,
        verb,
        group,
        "v1",
        resource,
        subresource,
        "",
        name,
        "",
        WriteOptions.OBJECT,
        DeleteOptions.NORMAL,
        request.userAgent,
        request.time);
  }

  /** The same request for what is in a namespace. */
  public RequestInfo inNamespace(String other) {
    return new RequestInfo(
        user,
        verb,
        group,
        version,
        resource,
        subresource,
        other,
        name,
        path,
        options,
        deletion,
        userAgent,
        time);
  }

  /** The same request with the options that it gives, read once it may be made. */
  public RequestInfo with(WriteOptions given) {
    return copy(user, verb, given, deletion);
  }

  /** The same request with the options of the deletion that it asks for. */
  public RequestInfo with(DeleteOptions given) {
    return copy(user, verb, options, given);
  }

  /** The same request, asked for as another verb: what it turns out to be as well. */
  public RequestInfo withVerb(String other) {
    return copy(user, other, options, deletion);
  }

  /** The same request as somebody else makes it. */
  public RequestInfo as(User other) {
    return copy(other, verb, options, deletion);
  }

  private RequestInfo copy(User who, String what, WriteOptions write, DeleteOptions removal) {
    return new RequestInfo(
        who,
        what,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        write,
        removal,
        userAgent,
        time);
  }

  /** Whether everything is done but the storing. */
  public boolean dryRun() {
    return options.dryRun() || deletion.dryRun();
  }

  /** Who owns the fields that the request sets: whom it names, or its program. */
  public String fieldManager() {
    return options.fieldManager().isEmpty()
        ? FieldManager.ofUserAgent(userAgent)
        : options.fieldManager();
  }

  public ObjectKey key() {
    return new ObjectKey(namespace, name);
  }

  public boolean isAboutObjects() {
    return path.isEmpty();
  }

  /**
   * The refusal of the request, in the words of Kubernetes' own authorizers.
   *
   * @see <a
   *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/handlers/responsewriters/errors.go">
   *     ForbiddenStatusError</a>
   */
  public ApiException forbidden() {
    return forbidden("");
  }

  /** The refusal of the request for a reason that can be told. */
  public ApiException forbidden(String reason) {
    String why = reason.isEmpty() ? "" : ": " + reason;
    String who = "User \"" + user.name() + "\" cannot " + verb;
    if (!isAboutObjects()) {
      return ApiException.response(
          403, "Forbidden", "forbidden: " + who + " path \"" + path + "\"" + why);
    }
    String part = resource + (subresource.isEmpty() ? "" : "/" + subresource);
    String where =
        namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
    return ApiException.forbidden(
        new ResourceType(group, version, resource, "", "", !namespace.isEmpty()),
        name,
        who + " resource \"" + part + "\" in API group \"" + group + "\" " + where + why);
  }
}
