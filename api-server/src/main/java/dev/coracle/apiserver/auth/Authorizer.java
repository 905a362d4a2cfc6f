// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import dev.coracle.api.ApiException;
import dev.coracle.api.ResourceType;

/** Decides whether a user may do something, by who they are. */
public final class Authorizer {

  /**
   * Lets everybody do everything who showed credentials.
   *
   * @throws ApiException 403 for everybody else, in the words of Kubernetes' own authorizers
   */
  public void check(
      User user,
      String verb,
      ResourceType type,
      String subresource,
      String namespace,
      String name) {
    if (user.isIn("system:authenticated")) {
      return;
    }
    String resource = type.plural() + (subresource.isEmpty() ? "" : "/" + subresource);
    String where =
        namespace.isEmpty() ? " at the cluster scope" : " in the namespace \"" + namespace + "\"";
    throw ApiException.forbidden(
        type,
        name,
        "User \""
            + user.name()
            + "\" cannot "
            + verb
            + " resource \""
            + resource
            + "\" in API group \""
            + type.group()
            + "\""
            + where);
  }
}
