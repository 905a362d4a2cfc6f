// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.route.NetworkDocuments;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.NetworkState.Node;
import dev.coracle.netproxy.route.NetworkState.Service;
import dev.coracle.netproxy.route.NetworkState.Slice;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Follows Services, EndpointSlices, nodes and namespaces, and gives a new {@link NetworkState}
 * after each batch of changes; the first one when everything has been listed. Runs on the network's
 * loop.
 */
final class NetworkWatcher implements AutoCloseable {

  private static final Duration LIST_CHECK = Duration.ofMillis(100);

  private final Loop loop;
  private final Consumer<NetworkState> changed;
  private final Map<ObjectKey, Service> services = new HashMap<>();
  private final Map<ObjectKey, Slice> slices = new HashMap<>();
  private final Map<ObjectKey, Node> nodes = new HashMap<>();
  private final Informer serviceInformer;
  private final Informer namespaceInformer;
  private final List<Informer> informers;
  private boolean due;

  NetworkWatcher(KubeClient client, Loop loop, Consumer<NetworkState> changed) {
    this.loop = loop;
    this.changed = changed;
    this.serviceInformer = Informer.of(client, ResourceType.SERVICES, loop);
    this.namespaceInformer = Informer.of(client, ResourceType.NAMESPACES, loop);
    Informer sliceInformer = Informer.of(client, ResourceType.ENDPOINT_SLICES, loop);
    Informer nodeInformer = Informer.of(client, ResourceType.NODES, loop);
    this.informers = List.of(serviceInformer, sliceInformer, nodeInformer, namespaceInformer);
    serviceInformer.onChange((old, now) -> keep(services, old, now, NetworkDocuments::service));
    sliceInformer.onChange((old, now) -> keep(slices, old, now, NetworkDocuments::slice));
    nodeInformer.onChange((old, now) -> keep(nodes, old, now, NetworkDocuments::node));
    namespaceInformer.onChange((old, now) -> publishLater());
  }

  void start() {
    loop.execute(this::listAll);
  }

  /** All lists come before the first state in the loop's order, so that none has to be awaited. */
  private void listAll() {
    informers.forEach(Informer::start);
    publishLater();
  }

  /** The document of a Service, to say something about. */
  Optional<KubeObject> document(ObjectKey service) {
    return serviceInformer.get(service);
  }

  private <T> void keep(
      Map<ObjectKey, T> map,
      Optional<KubeObject> old,
      Optional<KubeObject> now,
      Function<KubeObject, T> read) {
    old.ifPresent(object -> map.remove(object.key()));
    now.ifPresent(object -> map.put(object.key(), read.apply(object)));
    publishLater();
  }

  private void publishLater() {
    if (!due) {
      due = true;
      loop.execute(this::publish);
    }
  }

  private void publish() {
    due = false;
    if (!informers.stream().allMatch(Informer::hasSynced)) {
      due = true;
      loop.schedule(LIST_CHECK, "wait for the first lists", this::publish);
      return;
    }
    Set<String> namespaces =
        namespaceInformer.all().stream().map(KubeObject::name).collect(Collectors.toSet());
    changed.accept(NetworkState.of(services.values(), slices.values(), nodes.values(), namespaces));
  }

  @Override
  public void close() {
    informers.forEach(Informer::close);
  }
}
