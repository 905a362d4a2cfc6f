// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of test classes and their superclasses that hold values of a cluster.
 *
 * <p>Fields are set while they are empty or hold a value of the scope that is left, and emptied or
 * set back when a scope ends: a class that shares a static field with its siblings finds it as they
 * did. A value that the test has put there itself is never touched.
 */
final class InjectedFields {

  private InjectedFields() {}

  static void exchangeStatic(
      Class<?> testClass, Optional<ClusterScope> from, Optional<ClusterScope> to) {
    for (Field field : fields(testClass)) {
      if (Modifier.isStatic(field.getModifiers())) {
        exchange(field, null, from, to);
      }
    }
  }

  static void exchange(
      List<Object> instances, Optional<ClusterScope> from, Optional<ClusterScope> to) {
    for (Object instance : instances) {
      for (Field field : fields(instance.getClass())) {
        if (!Modifier.isStatic(field.getModifiers())) {
          exchange(field, instance, from, to);
        }
      }
    }
  }

  private static List<Field> fields(Class<?> testClass) {
    List<Field> all = new ArrayList<>();
    for (Class<?> c = testClass; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (ClusterScope.supplies(field.getType()) && !Modifier.isFinal(field.getModifiers())) {
          all.add(field);
        }
      }
    }
    return all;
  }

  private static void exchange(
      Field field,
      @Nullable Object instance,
      Optional<ClusterScope> from,
      Optional<ClusterScope> to) {
    try {
      field.setAccessible(true);
      Optional<Object> value = Optional.ofNullable(field.get(instance));
      boolean left = from.isPresent() && from.get().owns(value);
      if (left || (value.isEmpty() && to.isPresent())) {
        field.set(instance, to.map(scope -> scope.value(field.getType())).orElse(null));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot set " + field + "; open its package to tests", e);
    }
  }
}
