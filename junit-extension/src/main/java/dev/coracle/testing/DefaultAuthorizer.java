// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.apiserver.auth.Authorizer;

/**
 * Who decides what may be done in a cluster whose builder does not say: everybody may do everything
 * who shows credentials, or, for Coracle's own tests, an authorizer whose class the system property
 * {@code coracle.authorizer} names. If that can be closed, the cluster closes it last.
 */
final class DefaultAuthorizer {

  private static final String PROPERTY = "coracle.authorizer";

  private DefaultAuthorizer() {}

  static Authorizer make() {
    String name = System.getProperty(PROPERTY, "");
    return name.isEmpty() ? Authorizer.AUTHENTICATED : make(name);
  }

  static Authorizer make(String name) {
    try {
      return Class.forName(name)
          .asSubclass(Authorizer.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: an Authorizer on the class path, made without arguments)"
              .formatted(PROPERTY, name),
          e);
    }
  }
}
