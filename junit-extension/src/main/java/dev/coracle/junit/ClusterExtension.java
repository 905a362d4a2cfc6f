// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.Cluster;
import dev.coracle.testing.ClusterBuilder;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests a cluster. {@link MiniCluster} brings it in for the usual case; registered by hand it
 * makes any cluster that {@code Cluster.builder()} can:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ClusterExtension CLUSTER =
 *     ClusterExtension.builder()
 *         .cluster(Cluster.builder().nodes(3))
 *         .prepare(cluster -> cluster.images().add("orders", http("ok")))
 *         .manifests("k8s/orders.yaml")
 *         .build();
 * }</pre>
 *
 * <p>In a static field it is one cluster for the class, in an instance field one for each test.
 * When a test fails, what the cluster was like is published with it and told as a suppressed
 * throwable of the failure.
 */
@SuppressWarnings("exports") // Whoever calls these has JUnit; whoever has none need not name it.
public final class ClusterExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        ClaimedInvocations {

  private final Optional<ClusterPlan> registered;
  private final Namespace namespace;

  /** For {@link MiniCluster}, whose options are read from where it stands. */
  public ClusterExtension() {
    this.registered = Optional.empty();
    this.namespace = Namespace.create(ClusterExtension.class);
  }

  private ClusterExtension(ClusterPlan plan) {
    this.registered = Optional.of(plan);
    this.namespace = Namespace.create(ClusterExtension.class, plan);
  }

  /** An extension to be. */
  public static Builder builder() {
    return new Builder();
  }

  /** A maker of extensions that are registered by hand. */
  public static final class Builder {

    private ClusterBuilder cluster = Cluster.builder();
    private String target = "";
    private Consumer<Cluster> preparation = made -> {};
    private List<String> manifests = List.of();
    private boolean awaitReady = true;
    private TestNamespace namespace = TestNamespace.DEFAULT;

    private Builder() {}

    /** The cluster's own options. */
    public Builder cluster(ClusterBuilder options) {
      this.cluster = options;
      return this;
    }

    /** What is done with each new cluster before its manifests are applied. */
    public Builder prepare(Consumer<Cluster> action) {
      this.preparation = action;
      return this;
    }

    /** Manifests to apply, in order: resources of the class path, or files where none is. */
    public Builder manifests(String... names) {
      this.manifests = List.of(names);
      return this;
    }

    /** Lets tests begin although what the manifests describe may not be ready yet. */
    public Builder withoutAwaitingReady() {
      this.awaitReady = false;
      return this;
    }

    /**
     * The kubeconfig of a cluster that somebody else runs, which is used in the place of a new one;
     * as {@link MiniCluster#target} says.
     */
    public Builder target(Path kubeconfig) {
      this.target = kubeconfig.toString();
      return this;
    }

    /** Which namespace tests work in. */
    public Builder namespace(TestNamespace which) {
      this.namespace = which;
      return this;
    }

    /** The extension, to be kept in a field with {@code @RegisterExtension}. */
    public ClusterExtension build() {
      return new ClusterExtension(
          new ClusterPlan(
              cluster, target, preparation, manifests, awaitReady, namespace, Optional.empty()));
    }
  }

  /**
   * The cluster of a test class that runs, from when this has started it until its last method has
   * ended: for frameworks that make an application for the class and know nothing of JUnit. A class
   * that is nested in another one has that one's.
   */
  public static Optional<Cluster> clusterOf(Class<?> testClass) {
    return RunningClasses.clusterOf(testClass);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    Optional<ClusterScope> enclosing = enclosing(context);
    Optional<ClusterPlan> own =
        registered.isPresent() && enclosing.isPresent() ? Optional.empty() : plan(testClass);
    own.ifPresent(plan -> store(context).put(ClusterScope.class, plan.start(context)));
    scope(context).ifPresent(scope -> RunningClasses.begin(testClass, scope.cluster()));
    InjectedFields.exchangeStatic(testClass, enclosing, scope(context));
    InjectedFields.exchange(instances(context), enclosing, scope(context));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Optional<ClusterScope> enclosing = enclosing(context);
    Optional<ClusterPlan> own =
        registered.isPresent()
            ? registered.filter(plan -> enclosing.isEmpty())
            : plan(context.getRequiredTestMethod());
    own.map(plan -> plan.start(context))
        .or(() -> enclosing.flatMap(scope -> scope.ofMethod(context)))
        .ifPresent(scope -> store(context).put(ClusterScope.class, scope));
    InjectedFields.exchange(instances(context), enclosing, scope(context));
  }

  private Optional<ClusterPlan> plan(AnnotatedElement element) {
    return registered.isPresent()
        ? registered
        : AnnotationSupport.findAnnotation(element, MiniCluster.class).map(ClusterPlan::of);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    scope(context).ifPresent(scope -> FailureReport.attach(context, scope.cluster()));
    if (ownsScope(context)) {
      InjectedFields.exchange(instances(context), scope(context), enclosing(context));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    RunningClasses.end(context.getRequiredTestClass());
    scope(context).ifPresent(scope -> FailureReport.attach(context, scope.cluster()));
    if (ownsScope(context)) {
      Class<?> testClass = context.getRequiredTestClass();
      InjectedFields.exchangeStatic(testClass, scope(context), enclosing(context));
      InjectedFields.exchange(instances(context), scope(context), enclosing(context));
    }
  }

  @Override
  public <T> T claimed(ExtensionContext context, Invocation<T> invocation) throws Throwable {
    Optional<ClusterScope> scope = scope(context);
    return scope.isPresent()
        ? ClaimedInvocations.run(scope.get().cluster(), invocation)
        : invocation.proceed();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return ClusterScope.supplies(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return scope(context)
        .map(scope -> scope.value(type))
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    "no cluster yet for %s (expected: a test, or @MiniCluster on the class)"
                        .formatted(parameter.getParameter())));
  }

  private static List<Object> instances(ExtensionContext context) {
    return context.getTestInstances().map(TestInstances::getAllInstances).orElse(List.of());
  }

  /** The scope of a context, which may be that of an enclosing one. */
  private Optional<ClusterScope> scope(ExtensionContext context) {
    return Optional.ofNullable(store(context).get(ClusterScope.class, ClusterScope.class));
  }

  private Optional<ClusterScope> enclosing(ExtensionContext context) {
    return context.getParent().flatMap(this::scope);
  }

  private boolean ownsScope(ExtensionContext context) {
    return scope(context).isPresent() && !scope(context).equals(enclosing(context));
  }

  private Store store(ExtensionContext context) {
    return context.getStore(namespace);
  }
}
