// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.NeedsCoracleException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Has the methods of a test run on threads that are its cluster's, so that names looked up there,
 * and on threads made there, are those of this cluster. Only while a method runs: JUnit's threads
 * run tests of other clusters in between.
 */
interface ClaimedInvocations extends InvocationInterceptor {

  /** Runs something on a thread that is the cluster's, where a context has one. */
  <T> T claimed(ExtensionContext context, Invocation<T> invocation) throws Throwable;

  static <T> T run(Cluster cluster, Invocation<T> invocation) throws Throwable {
    Cluster.ThreadScope scope = cluster.claimThread();
    try (scope) {
      return invocation.proceed();
    } catch (NeedsCoracleException e) {
      throw ClusterPlan.skipped(e);
    }
  }

  @Override
  default <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> called,
      ExtensionContext context)
      throws Throwable {
    return claimed(context, invocation);
  }

  @Override
  default void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    return claimed(context, invocation);
  }

  @Override
  default void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext called, ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }

  @Override
  default void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    claimed(context, invocation);
  }
}
