// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

import java.util.regex.Pattern;

/** Allows what needs no roles: everything to those who showed credentials. */
final class AuthenticatedAuthorizer implements Authorizer {

  private static final Pattern OPEN_TO_ALL =
      Pattern.compile("/version/?|/(healthz|livez|readyz)(/.*)?");

  @Override
  public boolean allows(RequestInfo request) {
    return request.user().isIn(User.AUTHENTICATED) || OPEN_TO_ALL.matcher(request.path()).matches();
  }
}
