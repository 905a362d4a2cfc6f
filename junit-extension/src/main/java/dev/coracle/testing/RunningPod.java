// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Pod;
import dev.coracle.kubelet.Kubelets;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.Response;
import java.time.Duration;
import java.util.List;

/**
 * A Pod of the cluster, to be looked into and to be made fail: what a test of resilience does.
 *
 * <pre>{@code
 * cluster.pod("web-0").answer(503);     // its HTTP servers are ill: readiness and liveness probes see it too
 * cluster.pod("web-0").answerNormally();
 * cluster.pod("web-0").crash();         // its first container exits with 1, and is started again
 * }</pre>
 *
 * <p>It stands for the name, not for one life of the Pod: after a Pod has been replaced it means
 * the new one, which answers normally.
 */
public final class RunningPod {

  private static final int CRASHED = 1;

  private final Cluster cluster;
  private final ObjectKey key;

  RunningPod(Cluster cluster, ObjectKey key) {
    this.cluster = cluster;
    this.key = key;
  }

  /** The Pod as the API has it now. */
  public KubeObject object() {
    return cluster.client().get(ResourceType.PODS, key);
  }

  /**
   * Has every HTTP server in the Pod answer with a status, probes included, until {@link
   * #answerNormally}.
   *
   * @throws IllegalArgumentException when the Pod does not run
   */
  public RunningPod answer(int status) {
    Response response = Response.status(status);
    return answer(request -> response);
  }

  /**
   * Has every HTTP server in the Pod answer by a handler instead of its own program, probes
   * included, until {@link #answerNormally}; it may wait, or abort the connection.
   *
   * @throws IllegalArgumentException when the Pod does not run
   */
  public RunningPod answer(HttpHandler handler) {
    kubelets().answer(key, requireNonNull(handler, "handler"));
    return this;
  }

  /** Has the Pod's programs answer again. */
  public RunningPod answerNormally() {
    kubelets().answerNormally(key);
    return this;
  }

  /**
   * Ends the Pod's first container as if its program had crashed; its restart policy decides what
   * comes next.
   *
   * @throws IllegalArgumentException when the Pod does not run
   */
  public RunningPod crash() {
    return crash("", CRASHED);
  }

  /** Ends a container as if its program had exited. */
  public RunningPod crash(String container, int exitCode) {
    kubelets().crash(key, requireNonNull(container, "container"), exitCode);
    return this;
  }

  /** Its name, without its namespace. */
  public String name() {
    return key.name();
  }

  /** The namespace that it is in. */
  public String namespace() {
    return key.namespace();
  }

  /** Whether there is such a Pod, and it is ready. */
  public boolean isReady() {
    return cluster
        .client()
        .find(ResourceType.PODS, key)
        .filter(p -> new Pod(p).isReady())
        .isPresent();
  }

  /** Whether there is such a Pod, and it is ending. */
  public boolean isTerminating() {
    return cluster.client().find(ResourceType.PODS, key).filter(KubeObject::isDeleting).isPresent();
  }

  /** The images of its containers, in their order, without those of init containers. */
  public List<String> images() {
    return object()
        .at("spec", "containers")
        .valueStream()
        .map(container -> container.path("image").asString(""))
        .toList();
  }

  /** How often its containers have been started again, in this life of the Pod. */
  public int restarts() {
    return object()
        .at("status", "containerStatuses")
        .valueStream()
        .mapToInt(status -> status.path("restartCount").asInt(0))
        .sum();
  }

  /** The Events about it, the newest last. */
  public List<Event> events() {
    return new ClusterEvents(cluster.client()).of(new ObjectReference(ResourceType.PODS, key));
  }

  /** Waits up to thirty seconds until there is such a Pod, and it is ready. */
  public RunningPod awaitReady() {
    return awaitReady(ClusterVerbs.PATIENCE);
  }

  /**
   * Waits until there is such a Pod, and it is ready; virtual time is advanced for it.
   *
   * @throws IllegalStateException saying what is missing, and why, when the time is over
   */
  public RunningPod awaitReady(Duration atMost) {
    cluster.inNamespace(key.namespace()).awaitReady("pods/" + key.name(), atMost);
    return this;
  }

  /**
   * Deletes it, or begins to: its programs end within their grace period, and a workload that it
   * belongs to makes another one.
   */
  public RunningPod delete() {
    cluster.client().delete(ResourceType.PODS, key);
    return this;
  }

  /** What the Pod's only container has written. */
  public String log() {
    return log("");
  }

  /** What a container has written. */
  public String log(String container) {
    return access().logs(object(), requireNonNull(container, "container"), false);
  }

  /** What a container had written before it was started again. */
  public String previousLog(String container) {
    return access().logs(object(), requireNonNull(container, "container"), true);
  }

  /** Runs a command in the Pod's first container. */
  public Cluster.ExecResult exec(String... command) {
    return access().exec(object(), List.of(command));
  }

  private PodAccess access() {
    return new PodAccess(cluster.target().pods());
  }

  private Kubelets kubelets() {
    return cluster.parts().kubelets();
  }

  @Override
  public String toString() {
    return "pod " + key;
  }
}
