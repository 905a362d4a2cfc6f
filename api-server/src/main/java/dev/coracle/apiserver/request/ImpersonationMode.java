// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import dev.coracle.apiserver.auth.RequestInfo;
import dev.coracle.apiserver.auth.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A way of making requests as somebody else. All but the last are constrained: they need the right
 * to do just this request so ({@code impersonate-on:MODE:VERB}), and to be this somebody ({@code
 * impersonate:MODE}).
 *
 * @see <a
 *     href="https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/endpoints/filters/impersonation/mode.go">
 *     mode.go</a>
 */
sealed interface ImpersonationMode {

  String NODE_OF_ACCOUNT = "authentication.kubernetes.io/node-name";

  List<ImpersonationMode> ALL =
      List.of(
          new AssociatedNode(),
          new Constrained(
              "arbitrary-node",
              (wanted, requestor) -> isName(wanted) && nodeName(wanted.name()).isPresent()),
          new Constrained(
              "serviceaccount",
              (wanted, requestor) -> isName(wanted) && ServiceAccountName.isOne(wanted.name())),
          new Constrained("user-info", (wanted, requestor) -> isOther(wanted.name())),
          new Legacy());

  /**
   * Who makes the request if it is made in this mode; empty where the mode is for others.
   *
   * @throws dev.coracle.api.ApiException 403 where the requestor may not
   */
  Optional<User> check(RequestInfo request, User wanted, Predicate<RequestInfo> allowed);

  /** Any user, by a right that says nothing of the request; since Kubernetes 1.3. */
  record Legacy() implements ImpersonationMode {

    @Override
    public Optional<User> check(RequestInfo request, User wanted, Predicate<RequestInfo> allowed) {
      return Optional.of(
          new ImpersonationChecks(request, "impersonate", false, allowed).check(wanted));
    }
  }

  /** One kind of users, for one kind of requests. */
  record Constrained(String mode, BiPredicate<User, User> isFor) implements ImpersonationMode {

    @Override
    public Optional<User> check(RequestInfo request, User wanted, Predicate<RequestInfo> allowed) {
      if (!isFor.test(wanted, request.user())) {
        return Optional.empty();
      }
      requireOn(request, mode, allowed);
      return Optional.of(
          new ImpersonationChecks(request, "impersonate:" + mode, true, allowed).check(wanted));
    }
  }

  /**
   * The node that a ServiceAccount's Pod runs on. It is judged as that of all its nodes: the name
   * of the node is not told, and of what else is known of the account only the keys.
   */
  record AssociatedNode() implements ImpersonationMode {

    private static final String MODE = "associated-node";

    @Override
    public Optional<User> check(RequestInfo request, User wanted, Predicate<RequestInfo> allowed) {
      User requestor = request.user();
      if (!isName(wanted) || !isOf(requestor, wanted)) {
        return Optional.empty();
      }
      RequestInfo asked = request.as(withoutExtra(requestor));
      requireOn(asked, MODE, allowed);
      return Optional.of(
          new ImpersonationChecks(asked, "impersonate:" + MODE, true, allowed)
              .checkAssociatedNode(wanted));
    }

    private static boolean isOf(User requestor, User wanted) {
      List<String> node = requestor.extra().getOrDefault(NODE_OF_ACCOUNT, List.of());
      return ServiceAccountName.isOne(requestor.name())
          && node.size() == 1
          && nodeName(wanted.name()).equals(Optional.of(node.get(0)));
    }

    private static User withoutExtra(User requestor) {
      return new User(
          requestor.name(),
          requestor.uid(),
          requestor.groups(),
          Map.of(
              "authentication.kubernetes.io/associated-node-keys",
              List.copyOf(new TreeSet<>(requestor.extra().keySet()))));
    }
  }

  private static void requireOn(RequestInfo request, String mode, Predicate<RequestInfo> allowed) {
    RequestInfo on = request.withVerb("impersonate-on:" + mode + ":" + request.verb());
    if (!allowed.test(on)) {
      throw on.forbidden();
    }
  }

  /** Whether nothing is said of a user but the name. */
  private static boolean isName(User wanted) {
    return wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
  }

  /** Whether a name is that of neither a node nor a ServiceAccount. */
  private static boolean isOther(String name) {
    return nodeName(name).isEmpty() && !ServiceAccountName.isOne(name);
  }

  /** The node whose user has a name, if it is such a name. */
  static Optional<String> nodeName(String user) {
    String prefix = "system:node:";
    return user.startsWith(prefix)
        ? Optional.of(user.substring(prefix.length())).filter(ServiceAccountName::isSubdomain)
        : Optional.empty();
  }
}
