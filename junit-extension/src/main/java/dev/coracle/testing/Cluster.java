// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.util.Objects.requireNonNull;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.network.Hosts;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.OpenConnection;
import dev.coracle.network.Protocol;
import dev.coracle.program.Images;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Kubernetes cluster inside this JVM: an API server, nodes whose Pods really listen, and a
 * network that really carries traffic.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.start()) {
 *   cluster.images().add("orders:1", http(request -> text("hello")));
 *   cluster.apply(Path.of("k8s/orders.yaml")).awaitReady();
 *   cluster.httpClient().send(…"http://orders.default.svc.cluster.local/"…);
 * }
 * }</pre>
 *
 * <p>Everything listens on loopback addresses only, and ends with {@link #close}. Clusters do not
 * share anything: any number may live side by side.
 */
public final class Cluster extends ClusterVerbs implements AutoCloseable {

  private final Target target;
  private final Manifests manifests;
  private final KubeClient client;
  private final Images images = new ClusterImages(() -> parts().images());
  private final Hosts hosts =
      new ClusterHosts(() -> parts().dns().hosts(), () -> parts().hostsFiles().changed());
  private final ClusterWatches watches;
  private final AtomicBoolean closed;
  private final boolean owner;
  private final Object closing = new Object();

  Cluster(Target target) {
    super(target.namespace());
    this.target = target;
    this.closed = new AtomicBoolean();
    this.owner = true;
    this.watches = new ClusterWatches(this::target);
    this.manifests = new Manifests(target.api(), namespace(), false);
    this.client = new ClusterClient(() -> target().client(), watches);
  }

  /** A look at a cluster in a namespace. */
  private Cluster(Cluster whole, String namespace) {
    super(Optional.of(namespace));
    this.target = whole.target;
    this.closed = whole.closed;
    this.owner = false;
    this.watches = whole.watches;
    this.manifests = new Manifests(target.api(), namespace, true);
    this.client = whole.client;
  }

  /** A cluster of one node. */
  public static Cluster start() {
    return builder().start();
  }

  public static ClusterBuilder builder() {
    return new ClusterBuilder();
  }

  /**
   * A cluster that somebody else runs, by the current context of a kubeconfig: tests reach it
   * through its API, logs, commands and port-forwards, and what they create is deleted when this is
   * closed. What was there before is not applied over. Methods that need Coracle's own powers throw
   * a {@link NeedsCoracleException} that names them.
   *
   * @throws IllegalArgumentException when the file says too little, or what is not supported, such
   *     as a plugin that logs in
   * @throws IllegalStateException when the API server does not answer
   */
  public static Cluster connect(Path kubeconfig) {
    return builder().connect(kubeconfig);
  }

  /**
   * Applies the objects of a YAML text as {@code kubectl apply} does: those that are missing are
   * created, the others changed to what the text says, without what it said before and says no
   * more. Namespaces come first; objects without a namespace go to that of this, {@code default}.
   * An object that cannot be applied does not keep the others from it.
   *
   * @throws dev.coracle.api.ApiException when the API server refuses one; unknown fields are
   *     refused
   * @throws IllegalArgumentException when the text is no YAML or names a kind that is not served
   */
  public Cluster apply(String yaml) {
    manifests().applyText(requireNonNull(yaml, "yaml"));
    return this;
  }

  /**
   * Applies the objects of a YAML file, or of all YAML and JSON files of a directory by the order
   * of their names; directories in it are left alone.
   */
  public Cluster apply(Path file) {
    if (Files.isDirectory(file)) {
      manifests().applyDirectory(file);
    } else {
      manifests().applyFile(file);
    }
    return this;
  }

  /** Applies the objects of a YAML resource on the class path of the calling thread. */
  public Cluster applyResource(String name) {
    return applyResource(name, Thread.currentThread().getContextClassLoader());
  }

  /**
   * Applies the objects of a YAML resource that a class loader finds, or of a directory of them.
   */
  public Cluster applyResource(String name, ClassLoader loader) {
    manifests().applyResource(requireNonNull(name, "name"), requireNonNull(loader, "loader"));
    return this;
  }

  private Manifests manifests() {
    target();
    return manifests;
  }

  /** The programs that containers run, by image name. */
  public Images images() {
    parts().images();
    return images;
  }

  /**
   * Whether this is a cluster of Coracle's own, in which everything works; {@link
   * NeedsCoracleException} tells of what does not in others.
   */
  public boolean isCoracle() {
    return target() instanceof Assembly;
  }

  @Override
  Cluster self() {
    return this;
  }

  @Override
  public Cluster inNamespace(String name) {
    target();
    return new Cluster(this, requireNonNull(name, "name"));
  }

  @Override
  public KubeClient client() {
    target();
    return client;
  }

  /** A client without a socket that acts as a user. */
  public KubeClient client(String userName) {
    KubeClient user = parts().api().client(requireNonNull(userName, "userName"));
    return new ClusterClient(
        () -> {
          parts();
          return user;
        },
        watches);
  }

  /** Where the cluster's addresses really are. */
  public NetworkPlan plan() {
    return parts().plan();
  }

  /** The names of the nodes. */
  public List<String> nodes() {
    return target().nodes();
  }

  /**
   * Waits until nothing is left to do before the next timer: controllers have reacted, Pods have
   * started, the network is programmed.
   *
   * @throws IllegalStateException naming what hangs when a part does not come to rest, or a node
   *     port that should be on localhost and is taken
   */
  public Cluster settle() {
    parts().time().settle();
    parts().requireLocalNodePorts();
    return this;
  }

  /**
   * Moves virtual time, running all that becomes due on the way.
   *
   * @throws IllegalStateException when the cluster runs by the real clock
   */
  public Cluster advance(Duration duration) {
    virtualTime()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "time: the real clock (expected: virtual time; build the cluster with"
                        + " virtualTime())"))
        .advance(duration);
    return this;
  }

  private Optional<VirtualTime> virtualTime() {
    return parts().time() instanceof VirtualTime time ? Optional.of(time) : Optional.empty();
  }

  /** Waits up to thirty seconds until everything in the cluster is ready. */
  public Cluster awaitReady() {
    return awaitReady(PATIENCE);
  }

  /**
   * Waits until every workload is complete, every Pod ready and every load balancer has its
   * address; virtual time is advanced for it.
   *
   * @throws IllegalStateException naming what is not ready, and why, when the time is over; at once
   *     where images are strict and a Pod asks for one that nobody registered
   */
  public Cluster awaitReady(Duration atMost) {
    new ReadyWait(target(), () -> target().missing(owner ? "" : scope())).await(atMost);
    return target() instanceof RemoteTarget ? this : settle();
  }

  /**
   * Names beyond the cluster that its DNS server knows, as an {@code /etc/hosts} would: the hosts
   * of an Ingress, or an API outside that a test stands in for.
   */
  public Hosts hosts() {
    parts().dns();
    return hosts;
  }

  /**
   * Where a port of a Service can be dialled from outside: its cluster IP and port, or where that
   * port could not be bound the one that stands for it. For a headless Service that is one of its
   * ready Pods, at the port that the Service's leads to; for an ExternalName, what the other name
   * stands for; and a node port is one of the first node.
   *
   * @param service {@code name} in namespace default, or {@code namespace/name}
   * @param port a port of the Service, or one of its node ports
   * @throws IllegalArgumentException when the Service has no such port
   * @throws IllegalStateException when nothing listens there, as for a Service without endpoints
   */
  public InetSocketAddress addressOf(String service, int port) {
    return target() instanceof RemoteTarget remote
        ? remote.addressOf(key(service), port)
        : new ServiceAddress(this, key(service)).of(port);
  }

  /** Where an address and port of the cluster can be dialled from outside. */
  public InetSocketAddress realAddress(String ip, int port) {
    return parts()
        .network()
        .realAddress(IpAddress.of(ip), port, Protocol.TCP)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    ip
                        + ":"
                        + port
                        + ": nobody listens (expected: a Service with ready endpoints,"
                        + " or a Pod that listens; settle() or awaitReady() first?)"));
  }

  /**
   * Reads an object; {@code name} is in namespace default unless it says {@code namespace/name}.
   */
  public KubeObject get(ResourceType type, String name) {
    return client().get(type, type.namespaced() ? key(name) : ObjectKey.cluster(name));
  }

  /**
   * Makes the calling thread this cluster's until that is closed, on the same thread, and threads
   * that it makes in the meantime for good: their lookups by {@link java.net.InetAddress} are
   * answered by this cluster, however many others run. Tests with {@code @MiniCluster}, threads of
   * Pods and the thread that started a cluster need no call of this.
   */
  public ThreadScope claimThread() {
    return target.claimThread();
  }

  /** The time for which a thread is a cluster's; ends on that thread. */
  @FunctionalInterface
  public interface ThreadScope extends AutoCloseable {

    @Override
    void close();
  }

  /**
   * The connections and flows of datagrams that the network carries now; each can be closed, as by
   * a firewall that forgets it.
   */
  public List<OpenConnection> connections() {
    return parts().network().connections();
  }

  /**
   * A Pod, to be looked into and to be made fail.
   *
   * @param name {@code name} in namespace default, or {@code namespace/name}
   */
  public RunningPod pod(String name) {
    target();
    return new RunningPod(this, key(requireNonNull(name, "name")));
  }

  /**
   * A Service, to be called.
   *
   * @param name {@code name} in the namespace of this, or {@code namespace/name}
   */
  public RunningService service(String name) {
    target();
    return new RunningService(this, ServiceTarget.of(key(requireNonNull(name, "name"))));
  }

  /**
   * HTTP traffic to a Service, to be sent while something is done to it.
   *
   * @param service {@code name} in the namespace of this, or {@code namespace/name}
   */
  public Traffic traffic(String service) {
    parts();
    ServiceTarget target = ServiceTarget.of(key(requireNonNull(service, "service")));
    return new Traffic(this, Traffic.Plan.of(target));
  }

  /** The log of a Pod's only container. */
  public String logs(String pod) {
    return pod(pod).log();
  }

  /** Runs a command in the first container of a Pod. */
  public ExecResult exec(String pod, String... command) {
    return pod(pod).exec(command);
  }

  /** What the cluster is like now and what happened last, as text. */
  public ClusterReport report() {
    return target().report(scope());
  }

  @Override
  Assembly parts() {
    return target().own();
  }

  /** A cluster that is not closed. */
  @Override
  Target target() {
    if (closed.get()) {
      throw new IllegalStateException(
          "cluster is closed; start another one with Cluster.start() or Cluster.builder()");
    }
    return target;
  }

  /**
   * Ends everything: Pods, listeners, connections, threads. Done once, however often called; a look
   * at a cluster {@linkplain #inNamespace in a namespace} ends nothing.
   */
  @Override
  public void close() {
    if (!owner) {
      return;
    }
    // Who comes second leaves only when all has ended.
    synchronized (closing) {
      if (closed.compareAndSet(false, true)) {
        try (Closing all = new Closing()) {
          all.add(target);
          all.add(watches);
        }
      }
    }
  }

  /** What a command left: its exit code and what it wrote. */
  public record ExecResult(int exitCode, String stdout, String stderr) {}
}
