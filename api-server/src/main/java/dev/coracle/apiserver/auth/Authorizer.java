// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.auth;

/** Decides whether somebody may make a request, by who they are and what it is for. */
public interface Authorizer {

  /** Lets everybody do everything who showed credentials, and everybody ask how the server is. */
  Authorizer AUTHENTICATED = new AuthenticatedAuthorizer();

  boolean allows(RequestInfo request);
}
