// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.lang.reflect.Modifier;

/**
 * Says that a test asks of a cluster what only Coracle's own can do, such as {@code images().add},
 * {@code advance} or {@code crash}, while it runs against another one. Tests with
 * {@code @MiniCluster} are skipped by it.
 */
public final class NeedsCoracleException extends UnsupportedOperationException {

  private static final long serialVersionUID = 1L;

  /** What is needed, and where it is not. */
  NeedsCoracleException(String what, String where) {
    super(what + " needs a cluster of Coracle's own, and this test runs against " + where);
  }

  /** Names the method of ours that the test has called. */
  static NeedsCoracleException ofCaller(String where) {
    String ours = NeedsCoracleException.class.getPackageName();
    String called =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .walk(
                frames ->
                    frames
                        .skip(1)
                        .takeWhile(frame -> frame.getDeclaringClass().getPackageName().equals(ours))
                        .filter(frame -> isFace(frame.getDeclaringClass()))
                        .filter(frame -> !frame.getMethodName().startsWith("lambda$"))
                        .reduce((inner, outer) -> outer)
                        .map(frame -> name(frame.getDeclaringClass()) + "." + frame.getMethodName())
                        .orElse("it"));
    return new NeedsCoracleException(called, where);
  }

  private static boolean isFace(Class<?> type) {
    return Modifier.isPublic(type.getModifiers()) || type.isAssignableFrom(Cluster.class);
  }

  /** The verbs of a cluster are its own to those who call them. */
  private static String name(Class<?> type) {
    return type.isAssignableFrom(Cluster.class) ? "Cluster" : type.getSimpleName();
  }
}
