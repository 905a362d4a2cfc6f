// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.netproxy.client.HttpCaller;
import dev.coracle.netproxy.client.HttpOutcome;
import dev.coracle.netproxy.client.HttpOutcome.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A Service of the cluster, to be called over HTTP as a program outside calls it.
 *
 * <pre>{@code
 * Answer answer = cluster.service("web").get("/orders");
 * cluster.service("web").port("admin").from("client-0").get("/metrics");
 * }</pre>
 *
 * <p>Each call has a connection of its own, which is routed by the Service's address. It stands for
 * the name: what the Service is, is looked up with each call.
 */
public final class RunningService {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final ServiceTarget target;

  RunningService(Cluster cluster, ServiceTarget target) {
    this.cluster = cluster;
    this.target = target;
  }

  /** The Service as the API has it now. */
  public KubeObject object() {
    return cluster.client().get(ResourceType.SERVICES, target.service());
  }

  /** Its name, without its namespace. */
  public String name() {
    return target.service().name();
  }

  /** The namespace that it is in. */
  public String namespace() {
    return target.service().namespace();
  }

  /** Another of its ports, by its number; nobody has to say the only one. */
  public RunningService port(int number) {
    return new RunningService(cluster, target.withPort(String.valueOf(number)));
  }

  /** Another of its ports, by its name. */
  public RunningService port(String name) {
    return new RunningService(cluster, target.withPort(requireNonNull(name, "name")));
  }

  /**
   * The Service as a Pod calls it, by the rules of the node it runs on and of the policies for it.
   *
   * @param pod {@code name} in the namespace of the cluster, or {@code namespace/name}
   */
  public RunningService from(String pod) {
    return new RunningService(cluster, target.from(cluster.key(requireNonNull(pod, "pod"))));
  }

  /**
   * Calls it, and returns the answer, whatever its status.
   *
   * @throws UncheckedIOException when there is none: over a {@link ConnectException} where the
   *     connection is refused, a {@link SocketException} where it ends early, a {@link
   *     SocketTimeoutException} after ten seconds
   */
  public Answer get(String path) {
    return send(HttpMessage.GET.withPath(path));
  }

  /** Calls it with a body. */
  public Answer post(String path, String contentType, String body) {
    return send(
        HttpMessage.GET
            .withMethod("POST")
            .withPath(path)
            .withHeader("Content-Type", contentType)
            .withBody(body));
  }

  /** The names of the Pods that are its ready endpoints, in their order. */
  public List<String> readyPods() {
    return new ServiceEndpoints(cluster.client(), target.service())
        .ready().stream().map(ObjectKey::name).toList();
  }

  private Answer send(HttpMessage message) {
    if (cluster.target() instanceof RemoteTarget remote) {
      return remote.call(target, message);
    }
    Assembly parts = cluster.parts();
    Duration patience = parts.time().limit(PATIENCE);
    CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();
    try (HttpCaller caller = parts.network().caller()) {
      caller.call(target.call(parts, message, patience, false), outcome::complete);
      return answer(message, outcome.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling " + target, e);
    }
  }

  private Answer answer(HttpMessage message, HttpOutcome outcome) {
    if (outcome.end() == End.ANSWERED) {
      return Answer.of(outcome);
    }
    String at = outcome.pod().map(pod -> " at Pod " + pod).orElse("");
    String text =
        "%s %s of %s: %s%s"
            .formatted(message.method(), message.path(), target, outcome.detail(), at);
    throw new UncheckedIOException(text, failure(outcome.end(), text));
  }

  private static IOException failure(End end, String text) {
    return switch (end) {
      case REFUSED -> new ConnectException(text);
      case TIMED_OUT -> new SocketTimeoutException(text);
      case RESET, ANSWERED -> new SocketException(text);
    };
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
