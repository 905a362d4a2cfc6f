// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.Json;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Lets the parts of a cluster do what the default roles of Kubernetes v1.36 and Coracle's own allow
 * them, and remembers what it refused.
 *
 * <p>Nodes have the rules of the role {@code system:node}; Kubernetes has an authorizer of its own
 * for them, which is stricter still.
 */
final class RbacAuthorizer implements Authorizer {

  /** A subject's rules, in one namespace or (empty) everywhere. */
  private record Grant(String namespace, JsonNode rules) {}

  /** Read once, for as many clusters as there are. */
  private static final List<JsonNode> FILES =
      Stream.of("defaults-1.36.json", "coracle.json").map(RbacAuthorizer::read).toList();

  private final Map<String, JsonNode> roles = new HashMap<>();
  private final Map<String, List<Grant>> grants = new HashMap<>();
  private final Set<String> refused = new ConcurrentSkipListSet<>();

  RbacAuthorizer() {
    FILES.forEach(this::add);
    grant("Group:system:nodes", new Grant("", roles.get("/system:node").path("rules")));
  }

  private static JsonNode read(String name) {
    try (InputStream in = RbacAuthorizer.class.getResourceAsStream("/rbac/" + name)) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(JsonNode file) {
    Stream.of("clusterroles", "roles")
        .flatMap(kind -> file.path(kind).valueStream())
        .forEach(role -> roles.put(namespace(role) + "/" + name(role.path("metadata")), role));
    Stream.of("clusterrolebindings", "rolebindings")
        .flatMap(kind -> file.path(kind).valueStream())
        .forEach(this::bind);
  }

  private void bind(JsonNode binding) {
    JsonNode ref = binding.path("roleRef");
    boolean local = ref.path("kind").asString().equals("Role");
    JsonNode role = roles.get((local ? namespace(binding) : "") + "/" + name(ref));
    for (JsonNode subject : binding.path("subjects")) {
      grant(subject(subject), new Grant(namespace(binding), role.path("rules")));
    }
  }

  private void grant(String subject, Grant grant) {
    grants.computeIfAbsent(subject, s -> new ArrayList<>()).add(grant);
  }

  private static String subject(JsonNode subject) {
    return subject.path("kind").asString().equals("ServiceAccount")
        ? "User:system:serviceaccount:" + Json.textAt(subject, "namespace") + ":" + name(subject)
        : Json.textAt(subject, "kind") + ":" + name(subject);
  }

  private static String name(JsonNode holder) {
    return Json.textAt(holder, "name");
  }

  private static String namespace(JsonNode object) {
    return Json.textAt(object, "metadata", "namespace");
  }

  /** What was refused: user, verb and resource, sorted. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  @Override
  public boolean allows(RequestInfo request) {
    boolean allowed =
        subjects(request.user())
            .flatMap(subject -> grants.getOrDefault(subject, List.of()).stream())
            .filter(grant -> List.of("", request.namespace()).contains(grant.namespace()))
            .flatMap(grant -> grant.rules().valueStream())
            .anyMatch(rule -> allows(rule, request));
    if (!allowed) {
      refused.add(describe(request));
    }
    return allowed;
  }

  private static Stream<String> subjects(User user) {
    return Stream.concat(
        Stream.of("User:" + user.name()), user.groups().stream().map(group -> "Group:" + group));
  }

  private static boolean allows(JsonNode rule, RequestInfo request) {
    if (!request.isAboutObjects()) {
      return holds(rule.path("verbs"), request.verb())
          && rule.path("nonResourceURLs")
              .valueStream()
              .map(JsonNode::asString)
              .anyMatch(pattern -> matches(pattern, request.path()));
    }
    JsonNode names = rule.path("resourceNames");
    return holds(rule.path("verbs"), request.verb())
        && holds(rule.path("apiGroups"), request.group())
        && holds(rule.path("resources"), part(request))
        && (names.isEmpty() || holds(names, request.name()));
  }

  private static boolean matches(String pattern, String path) {
    return pattern.endsWith("*")
        ? path.startsWith(pattern.substring(0, pattern.length() - 1))
        : path.equals(pattern);
  }

  private static boolean holds(JsonNode list, String value) {
    return list.valueStream()
        .map(JsonNode::asString)
        .anyMatch(
            entry ->
                entry.equals("*")
                    || entry.equals(value)
                    || entry.startsWith("*/") && value.endsWith(entry.substring(1)));
  }

  private static String part(RequestInfo request) {
    return request.resource()
        + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
  }

  private static String describe(RequestInfo request) {
    return request.isAboutObjects()
        ? "%s may not %s %s.%s"
            .formatted(request.user().name(), request.verb(), part(request), request.group())
        : "%s may not %s %s".formatted(request.user().name(), request.verb(), request.path());
  }
}
