// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who makes a request.
 *
 * @param uid tells users apart who had the same name one after the other; often empty
 * @param groups those that the user belongs to
 * @param extra what else is known of the user, by keys in lower case
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

  public static final String MASTERS = "system:masters";
  public static final String AUTHENTICATED = "system:authenticated";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  /** Somebody who showed no credentials. */
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  /** The API server itself, which asks itself what a request needs to know. */
  public static final User SERVER = master("system:apiserver");

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /** Somebody of whom nothing more is known. */
  public User(String name, List<String> groups) {
    this(name, "", groups, Map.of());
  }

  /** The API server itself, or an administrator, who may do everything whatever is decided. */
  public static User master(String name) {
    return new User(name, List.of(MASTERS, AUTHENTICATED));
  }

  /**
   * A part of the cluster, in the groups that go with its kind of name.
   * https://kubernetes.io/docs/reference/access-authn-authz/authentication/
   */
  public static User named(String name) {
    if (name.equals(SERVER.name())) {
      return SERVER;
    }
    List<String> groups = new ArrayList<>();
    if (name.startsWith(SERVICE_ACCOUNT)) {
      String namespace = name.substring(SERVICE_ACCOUNT.length(), name.lastIndexOf(':'));
      groups.add("system:serviceaccounts");
      groups.add("system:serviceaccounts:" + namespace);
    } else if (name.startsWith("system:node:")) {
      groups.add("system:nodes");
    }
    groups.add(AUTHENTICATED);
    return new User(name, groups);
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
