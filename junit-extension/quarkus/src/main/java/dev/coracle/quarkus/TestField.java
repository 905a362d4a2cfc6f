// SPDX-License-Identifier: Apache-2.0

package dev.coracle.quarkus;

import dev.coracle.testing.Cluster;
import java.lang.reflect.Field;

/** The fields of test classes that hold a cluster. */
final class TestField {

  private TestField() {}

  /**
   * Whether a field is one of them.
   *
   * @throws IllegalStateException when it is meant to be, but its class has come from another
   *     loader, and would stay empty
   */
  static boolean holds(Field field, Cluster cluster) {
    Class<?> type = field.getType();
    if (!type.getName().equals(Cluster.class.getName())) {
      return false;
    }
    if (!type.isInstance(cluster)) {
      throw new IllegalStateException(
          field
              + ": its type is of "
              + type.getClassLoader()
              + ", the cluster of "
              + cluster.getClass().getClassLoader()
              + " (expected: one loader; set quarkus.class-loading.parent-first-artifacts to the"
              + " artifacts of Coracle, such as dev.coracle:coracle-standalone)");
    }
    return true;
  }
}
