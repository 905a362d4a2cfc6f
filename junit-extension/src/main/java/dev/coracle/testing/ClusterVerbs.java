// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.DeleteOptions.Propagation;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a test does with the objects of a cluster, in the words of kubectl.
 *
 * <p>An object is TYPE/NAME, such as {@code deployment/web} or {@code deploy/web}, in the namespace
 * that the cluster is looked at in: {@code default}, or that of {@link #inNamespace}. What names no
 * object is about all namespaces, or about that one.
 */
abstract sealed class ClusterVerbs extends ClusterDoors permits Cluster {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DeleteOptions IN_BACKGROUND =
      DeleteOptions.NORMAL.withPropagation(Propagation.BACKGROUND);

  private final Optional<String> namespace;

  ClusterVerbs(Optional<String> namespace) {
    this.namespace = namespace;
  }

  /** A client without a socket that may do everything. */
  public abstract KubeClient client();

  /**
   * The same cluster, looked at in a namespace, as with kubectl's {@code -n}: names without a
   * namespace are in it, manifests without a namespace go there, and what asks about everything
   * asks about it alone. Names that DNS answers stay what they are: a Service of it is {@code
   * orders.shop} to {@link Cluster#httpClient()}. Closing the result does nothing.
   */
  public abstract Cluster inNamespace(String name);

  /** The namespace of names that say none. */
  public final String namespace() {
    return namespace.orElse("default");
  }

  /** The namespace that questions about everything are about; empty for all. */
  final String scope() {
    return namespace.orElse("");
  }

  /** A name in the namespace of this, unless it says {@code namespace/name}. */
  final ObjectKey key(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? ObjectKey.of(namespace(), name)
        : ObjectKey.of(name.substring(0, slash), name.substring(slash + 1));
  }

  final ObjectReference reference(String object) {
    return ObjectReference.parse(target().api(), namespace(), requireNonNull(object, "object"));
  }

  /** Reads an object, such as {@code deployment/web}. */
  public final KubeObject get(String object) {
    ObjectReference reference = reference(object);
    return client().get(reference.type(), reference.key());
  }

  /** Reads an object, if it exists. */
  public final Optional<KubeObject> find(String object) {
    ObjectReference reference = reference(object);
    return client().find(reference.type(), reference.key());
  }

  /** The objects of a kind, which kubectl may know by other names: {@code pods}, {@code svc}. */
  public final List<KubeObject> list(String type) {
    return list(ObjectReference.type(target().api(), requireNonNull(type, "type")));
  }

  /** The objects of a kind that have certain labels, such as {@code app=web,tier!=db}. */
  public final List<KubeObject> list(String type, String labels) {
    return list(
        ObjectReference.type(target().api(), requireNonNull(type, "type")), Selector.parse(labels));
  }

  /** The objects of a kind. */
  public final List<KubeObject> list(ResourceType type) {
    return list(type, Selector.EVERYTHING);
  }

  private List<KubeObject> list(ResourceType type, Selector labels) {
    String in = type.namespaced() ? scope() : "";
    return client().list(type, ListOptions.inNamespace(in).withLabels(labels)).items();
  }

  /**
   * The Pods of a workload or Service, such as {@code deployment/web}, or those with certain
   * labels, such as {@code app=web}, in the order of their names.
   */
  public final List<RunningPod> pods(String of) {
    return pods(selector(requireNonNull(of, "of"))).items().stream()
        .map(pod -> new RunningPod(self(), pod.key()))
        .toList();
  }

  private KubeList pods(ListOptions selection) {
    return client().list(ResourceType.PODS, selection);
  }

  private ListOptions selector(String of) {
    boolean object = of.indexOf('/') >= 0 && target().api().typeNamed(head(of)).isPresent();
    if (!object) {
      return ListOptions.inNamespace(scope()).withLabels(Selector.parse(of));
    }
    ObjectReference owner = reference(of);
    Selector labels =
        ObjectReadiness.selector(client().get(owner.type(), owner.key()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        owner + ": selects no Pods (expected: a workload or Service that does)"));
    return ListOptions.inNamespace(owner.key().namespace()).withLabels(labels);
  }

  private static String head(String of) {
    return of.substring(0, of.indexOf('/'));
  }

  /**
   * Deletes an object, such as {@code deployment/web}, or begins to; what it owns follows by
   * itself.
   *
   * @see #awaitGone
   */
  public final Cluster delete(String object) {
    return delete(reference(object));
  }

  /** Deletes an object, or begins to. */
  public final Cluster delete(ResourceType type, String name) {
    ObjectKey key = type.namespaced() ? key(name) : ObjectKey.cluster(name);
    return delete(new ObjectReference(type, key));
  }

  private Cluster delete(ObjectReference object) {
    client().delete(object.type(), object.key(), IN_BACKGROUND);
    return self();
  }

  /** Sets the number of replicas, as {@code kubectl scale} does. */
  public final Cluster scale(String workload, int replicas) {
    change(workload).scale(replicas, target().api().scalable());
    return self();
  }

  /** Replaces the Pods of a workload as its strategy says, as {@code kubectl rollout restart}. */
  public final Cluster rolloutRestart(String workload) {
    change(workload).restart(target().time().now());
    return self();
  }

  /**
   * Sets the image of a container, as {@code kubectl set image} does.
   *
   * @param container its name, or {@code *} for all
   */
  public final Cluster setImage(String workload, String container, String image) {
    change(workload)
        .setImage(requireNonNull(container, "container"), requireNonNull(image, "image"));
    return self();
  }

  private WorkloadChange change(String workload) {
    return new WorkloadChange(client(), reference(workload));
  }

  /**
   * Takes the cluster back to what it was when it had started, much faster than another one starts:
   * all objects but its own are gone, Pods have ended without their grace, and its own objects are
   * as they were; images, hosts and traffic are gone too, and what the report remembers. The clock
   * goes on, clients stay as they are, and their watches see it happen.
   *
   * <p>Of a cluster that is looked at in a namespace, that namespace is emptied, and nothing else
   * touched.
   *
   * @throws IllegalStateException when somebody makes objects again and again
   */
  public final Cluster reset() {
    Assembly parts = parts();
    new ClusterReset(parts, parts.baseline(), scope()).run();
    return self();
  }

  /** The Events of all, the newest last. */
  public final List<Event> events() {
    return new ClusterEvents(client()).in(scope());
  }

  /** The Events about an object, such as {@code pod/web-0}, the newest last. */
  public final List<Event> events(String object) {
    return new ClusterEvents(client()).of(reference(object));
  }

  /** Waits up to thirty seconds until an object is there and ready. */
  public final Cluster awaitReady(String object) {
    return awaitReady(object, PATIENCE);
  }

  /**
   * Waits until an object, such as {@code deployment/orders}, is there and ready: a workload is
   * complete, a Pod ready, a Service has a ready endpoint and the address of its load balancer;
   * virtual time is advanced for it.
   *
   * @throws IllegalStateException saying what is missing, and why, when the time is over
   */
  public final Cluster awaitReady(String object, Duration atMost) {
    ObjectReference reference = reference(object);
    new ReadyWait(target(), new ObjectReadiness(client(), reference)::missing).await(atMost);
    return self();
  }

  /** Waits up to thirty seconds until an object is gone. */
  public final Cluster awaitGone(String object) {
    ObjectReference reference = reference(object);
    boolean gone =
        new ConditionWait(target())
            .await(PATIENCE, () -> client().find(reference.type(), reference.key()).isEmpty());
    if (!gone) {
      throw new IllegalStateException(
          client()
              .find(reference.type(), reference.key())
              .map(present -> ObjectReadiness.whyThere(reference, present))
              .map(why -> "not gone after " + text(PATIENCE) + ": " + why)
              .orElse("not gone after " + text(PATIENCE) + ": " + reference));
    }
    return self();
  }

  /** Waits up to thirty seconds until something is so. */
  public final Cluster await(String what, Predicate<Cluster> condition) {
    return await(what, PATIENCE, condition);
  }

  /**
   * Waits until something is so. It is looked at again whenever an object of the cluster has
   * changed, and some fifty times a second besides; virtual time is advanced for it. A condition
   * that throws is not so yet.
   *
   * @param what is waited for, for the message of a failure: {@code all orders are shipped}
   * @throws AssertionError with the last state when the time is over
   */
  public final Cluster await(String what, Duration atMost, Predicate<Cluster> condition) {
    requireNonNull(condition, "condition");
    return await(
        what,
        atMost,
        cluster -> {
          if (!condition.test(cluster)) {
            throw new AssertionError("it is not so");
          }
        },
        false);
  }

  /** Waits up to thirty seconds until assertions hold. */
  public final Cluster awaitAsserted(Consumer<Cluster> assertions) {
    return awaitAsserted(PATIENCE, assertions);
  }

  /**
   * Waits until assertions hold, looking as {@link #await(String, Duration, Predicate)} does.
   *
   * @throws AssertionError with what was wrong last when the time is over
   */
  public final Cluster awaitAsserted(Duration atMost, Consumer<Cluster> assertions) {
    return await("assertions hold", atMost, requireNonNull(assertions, "assertions"), true);
  }

  private Cluster await(
      String what, Duration atMost, Consumer<Cluster> assertions, boolean tellLast) {
    Attempt attempt = new Attempt(self(), assertions);
    if (!new ConditionWait(target()).await(atMost, attempt::succeeds)) {
      throw attempt.failure(requireNonNull(what, "what"), text(atMost), tellLast);
    }
    return self();
  }

  static String text(Duration atMost) {
    return atMost.toMillis() % 1000 == 0 ? atMost.toSeconds() + " s" : atMost.toMillis() + " ms";
  }
}
