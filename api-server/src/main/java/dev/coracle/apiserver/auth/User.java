// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import java.util.List;

/** Who makes a request: a name, and the groups that it belongs to. */
public record User(String name, List<String> groups) {

  public static final String MASTERS = "system:masters";

  /** Somebody who showed no credentials. */
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  public User {
    groups = List.copyOf(groups);
  }

  /** A part of the cluster itself, or its administrator, who may do everything. */
  public static User master(String name) {
    return new User(name, List.of(MASTERS, "system:authenticated"));
  }

  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
