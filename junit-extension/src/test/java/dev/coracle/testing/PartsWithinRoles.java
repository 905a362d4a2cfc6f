// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.apiserver.auth.RequestInfo;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Holds the parts of a cluster to their roles in any test: with {@code
 * -Dcoracle.authorizer=dev.coracle.testing.PartsWithinRoles} a test fails when it closes a cluster
 * of which a part has asked for what its role does not have. Everybody else may do what they like.
 */
final class PartsWithinRoles implements Authorizer, AutoCloseable {

  private static final Pattern PART =
      Pattern.compile("system:(node|serviceaccount:kube-system|kube-[^:]*|coracle[^:]*)(:.*)?");

  private final RbacAuthorizer roles = new RbacAuthorizer();

  @Override
  public boolean allows(RequestInfo request) {
    return PART.matcher(request.user().name()).matches()
        ? roles.allows(request)
        : Authorizer.AUTHENTICATED.allows(request);
  }

  @Override
  public void close() {
    List<String> refused = roles.refused();
    if (!refused.isEmpty()) {
      throw new AssertionError("parts of the cluster asked for more than their roles: " + refused);
    }
  }
}
