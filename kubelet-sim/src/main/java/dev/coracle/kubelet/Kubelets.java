// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.image.ImageSource;
import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.node.NodeSpec;
import dev.coracle.kubelet.node.PodNetwork;
import dev.coracle.kubelet.pod.ContainerAccess;
import dev.coracle.kubelet.pod.PodWorker;
import dev.coracle.program.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The nodes of a cluster: each registers itself and runs the Pods bound to it.
 *
 * <p>Nodes may be added at any time. ConfigMaps and Secrets are followed once for all of them, so
 * that volumes change and waiting containers start when their configuration does.
 */
@SuppressWarnings("exports") // NodeConnection is for those who wire a cluster.
public final class Kubelets implements NodeConnection, AutoCloseable {

  private final Function<String, KubeClient> clients;
  private final Time time;
  private final PodNetwork network;
  private final ImageSource images;
  private final KubeletOptions options;
  private final Loop loop;
  private final Informer configMaps;
  private final Informer secrets;
  private final Map<String, Kubelet> nodes = new ConcurrentHashMap<>();

  /**
   * Nodes that are yet to be added.
   *
   * @param configuration reads ConfigMaps and Secrets for all of them
   * @param clients gives the client that acts as a node, by its name
   */
  public Kubelets(
      KubeClient configuration,
      Function<String, KubeClient> clients,
      Time time,
      PodNetwork network,
      ImageSource images,
      KubeletOptions options) {
    this.clients = clients;
    this.time = time;
    this.network = network;
    this.images = images;
    this.options = options;
    this.loop = time.loop("configuration of Pods");
    this.configMaps = Informer.of(configuration, ResourceType.CONFIG_MAPS, loop);
    this.secrets = Informer.of(configuration, ResourceType.SECRETS, loop);
    configMaps.onChange((before, after) -> after.or(() -> before).ifPresent(this::changed));
    secrets.onChange((before, after) -> after.or(() -> before).ifPresent(this::changed));
  }

  /** Begins to follow the configuration of Pods. */
  public void start() {
    configMaps.start();
    secrets.start();
  }

  /** Adds a node, which registers itself and begins to run its Pods. */
  public void add(NodeSpec node) {
    KubeClient client = clients.apply(node.name());
    NodeServices services = new NodeServices(node, time, client, network, images, options);
    Kubelet kubelet = new Kubelet(services);
    if (nodes.putIfAbsent(node.name(), kubelet) != null) {
      throw new IllegalArgumentException("node: " + node.name() + " (expected: a new name)");
    }
    new NodeRegistration(client, node, time.loop("registration of " + node.name())).start();
    kubelet.start();
  }

  /**
   * Has every HTTP server in a Pod answer by a handler instead of its own, until {@link
   * #answerNormally}.
   *
   * @throws IllegalArgumentException when no node runs the Pod
   */
  public void answer(ObjectKey pod, HttpHandler handler) {
    onWorker(pod, worker -> worker.override(Optional.of(handler)));
  }

  /** Has a Pod's HTTP servers answer by themselves again. */
  public void answerNormally(ObjectKey pod) {
    onWorker(pod, worker -> worker.override(Optional.empty()));
  }

  /** Ends a container of a Pod as if its program had exited; an empty name means its first. */
  public void crash(ObjectKey pod, String container, int exitCode) {
    onWorker(pod, worker -> worker.crash(container, exitCode));
  }

  /**
   * Ends at once whatever still runs of Pods that the API has no more, which would otherwise have
   * their grace period.
   *
   * @return how many Pods are affected; none when all have ended
   */
  public int killRemoved() {
    int left = 0;
    for (Kubelet kubelet : nodes.values()) {
      left += ask(kubelet, kubelet::killRemoved);
    }
    return left;
  }

  /** Does something with a Pod on its node's loop, and waits for it. */
  private void onWorker(ObjectKey pod, Consumer<PodWorker> action) {
    for (Kubelet kubelet : nodes.values()) {
      if (ask(kubelet, () -> act(kubelet, pod, action))) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "pod: " + pod + " (expected: a Pod that runs on a node; settle() first?)");
  }

  private static <T> T ask(Kubelet kubelet, Supplier<T> question) {
    try {
      return kubelet.services().loop().ask(question);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a node was asked", e);
    }
  }

  private static boolean act(Kubelet kubelet, ObjectKey pod, Consumer<PodWorker> action) {
    Optional<PodWorker> worker = kubelet.worker(pod);
    worker.ifPresent(action);
    return worker.isPresent();
  }

  private void changed(KubeObject object) {
    String namespace = object.namespace();
    for (Kubelet kubelet : nodes.values()) {
      kubelet.services().loop().execute(() -> kubelet.configurationChanged(namespace));
    }
  }

  @Override
  public void logs(KubeObject pod, LogOptions wanted, OutputStream to)
      throws IOException, InterruptedException {
    if (nodes.containsKey(nodeName(pod))) {
      access(pod).logs(wanted, to);
    }
  }

  @Override
  public int exec(KubeObject pod, ExecOptions wanted, Streams streams)
      throws IOException, InterruptedException {
    return access(pod).exec(wanted, streams);
  }

  @Override
  public void attach(KubeObject pod, ExecOptions wanted, Streams streams)
      throws IOException, InterruptedException {
    access(pod).attach(wanted, streams);
  }

  @Override
  public Socket forward(KubeObject pod, int port, Duration timeout)
      throws IOException, InterruptedException {
    return access(pod).forward(port, timeout);
  }

  @Override
  public Socket dial(String address, int port, Duration timeout) throws IOException {
    return network.dialFromControlPlane(address, port, timeout);
  }

  private ContainerAccess access(KubeObject pod) {
    Kubelet node = nodes.get(nodeName(pod));
    if (node == null) {
      throw ApiException.badRequest("pod %s does not have a host assigned".formatted(pod.name()));
    }
    return new ContainerAccess(time, node.services().loop(), node::worker, pod);
  }

  private static String nodeName(KubeObject pod) {
    return pod.text("spec", "nodeName");
  }

  @Override
  public void close() {
    loop.close();
    configMaps.close();
    secrets.close();
    nodes.values().forEach(Kubelet::close);
  }
}
