// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.api.ApiException;
import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The questions that are asked of the authorizer before somebody may be somebody else: one for each
 * thing that is said of the other.
 *
 * @param verb for which the right is needed
 * @param constrained whether it is a mode that knows nodes, and refuses what never makes sense
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/filters/impersonation/mode.go">
 *     impersonationModeState</a>
 */
record ImpersonationChecks(
    RequestInfo request, String verb, boolean constrained, Predicate<RequestInfo> allowed) {

  /** So many things of one kind are asked about at once first. */
  private static final int MANY = 4;

  private static final String AUTHENTICATION = "authentication.k8s.io";

  /** The user that is impersonated, with the groups that come with the name. */
  User check(User wanted) {
    List<String> groups = checkName(wanted);
    checkUid(wanted.uid());
    checkGroups(wanted.groups());
    checkExtra(wanted.extra());
    return complete(wanted, groups);
  }

  /** The node of a ServiceAccount; the right is one to be any node of that account. */
  User checkAssociatedNode(User wanted) {
    require(about(AUTHENTICATION, "nodes", "", "*"));
    return complete(wanted, List.of("system:nodes"));
  }

  private static User complete(User wanted, List<String> groups) {
    List<String> all = new ArrayList<>(groups);
    if (wanted.name().equals(User.ANONYMOUS.name())) {
      add(all, "system:unauthenticated");
    } else if (!all.contains("system:unauthenticated")) {
      add(all, User.AUTHENTICATED);
    }
    return new User(wanted.name(), wanted.uid(), all, wanted.extra());
  }

  private static void add(List<String> groups, String group) {
    if (!groups.contains(group)) {
      groups.add(group);
    }
  }

  /** The groups that are given, or those of the kind of name. */
  private List<String> checkName(User wanted) {
    String group = constrained ? AUTHENTICATION : "";
    Optional<String> node = ImpersonationMode.nodeName(wanted.name()).filter(n -> constrained);
    if (node.isPresent()) {
      require(about(group, "nodes", "", node.get()));
      return List.of("system:nodes");
    }
    Optional<ServiceAccountName> account = ServiceAccountName.parse(wanted.name());
    if (account.isEmpty()) {
      require(about(group, "users", "", wanted.name()));
      return wanted.groups();
    }
    String namespace = account.get().namespace();
    require(about(group, "serviceaccounts", "", account.get().name()).inNamespace(namespace));
    return wanted.groups().isEmpty()
        ? List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace)
        : wanted.groups();
  }

  private void checkUid(String uid) {
    if (!uid.isEmpty()) {
      require(about(AUTHENTICATION, "uids", "", uid));
    }
  }

  private void checkGroups(List<String> groups) {
    String group = constrained ? AUTHENTICATION : "";
    if (constrained) {
      refuseGroup(groups, "", "empty string");
      refuseGroup(groups, User.MASTERS, User.MASTERS);
      if (groups.size() >= MANY && allowed.test(about(group, "groups", "", "*"))) {
        return;
      }
    }
    groups.forEach(name -> require(about(group, "groups", "", name)));
  }

  private void refuseGroup(List<String> groups, String group, String called) {
    if (groups.contains(group)) {
      throw about(AUTHENTICATION, "groups", "", group)
          .forbidden("impersonating the " + called + " group is not allowed");
    }
  }

  private void checkExtra(Map<String, List<String>> extra) {
    if (constrained) {
      ImpersonatedExtra.problem(extra)
          .ifPresent(
              why -> {
                throw about(AUTHENTICATION, "userextras", "", "").forbidden(why);
              });
      long values = extra.values().stream().mapToLong(List::size).sum();
      if (Math.max(values, extra.size()) >= MANY
          && allowed.test(about(AUTHENTICATION, "userextras", "*", "*"))) {
        return;
      }
    }
    extra.forEach(
        (key, values) ->
            values.forEach(value -> require(about(AUTHENTICATION, "userextras", key, value))));
  }

  private RequestInfo about(String group, String resource, String subresource, String name) {
    return RequestInfo.ofAccess(request, verb, group, resource, subresource, name);
  }

  private void require(RequestInfo access) {
    if (!allowed.test(access)) {
      throw refusal(access);
    }
  }

  private static ApiException refusal(RequestInfo access) {
    return access.forbidden();
  }
}
