// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.time.Loop;
import dev.coracle.netproxy.policy.Policies;
import dev.coracle.netproxy.route.HostPort;
import dev.coracle.netproxy.route.IngressSpec;
import dev.coracle.netproxy.route.NetworkChange;
import dev.coracle.netproxy.route.NetworkDocuments;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.netproxy.route.Service;
import dev.coracle.netproxy.route.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Follows everything that the network is made of, and gives a new {@link NetworkState} after each
 * batch of changes; the first one when everything has been listed. A change costs in proportion to
 * itself. Runs on the network's loop.
 */
final class NetworkWatcher implements AutoCloseable {

  private final Loop loop;
  private final Consumer<NetworkChange> changed;
  private final Informer services;
  private final Informer pods;
  private final List<Informer> informers = new ArrayList<>();
  private final Set<ObjectKey> touched = new HashSet<>();
  private final Set<ObjectKey> touchedPods = new HashSet<>();
  private NetworkState state = NetworkState.EMPTY;
  private boolean ingresses;
  private boolean due;

  NetworkWatcher(KubeClient client, Loop loop, Consumer<NetworkChange> changed) {
    this.loop = loop;
    this.changed = changed;
    this.services = follow(client, ResourceType.SERVICES, this::service);
    follow(client, ResourceType.ENDPOINT_SLICES, this::slice);
    follow(client, ResourceType.NODES, this::node);
    follow(client, ResourceType.NAMESPACES, this::namespace);
    this.pods = follow(client, ResourceType.PODS, this::pod);
    follow(client, ResourceType.NETWORK_POLICIES, this::policy);
    follow(client, ResourceType.INGRESSES, this::ingress);
    follow(client, ResourceType.INGRESS_CLASSES, this::ingressClass);
  }

  private Informer follow(
      KubeClient client,
      ResourceType type,
      BiConsumer<Optional<KubeObject>, Optional<KubeObject>> take) {
    Informer informer = Informer.of(client, type, loop);
    informer.onChange(
        (old, now) -> {
          take.accept(old, now);
          publishLater();
        });
    informers.add(informer);
    return informer;
  }

  void start() {
    loop.execute(this::listAll);
  }

  /** The first state is made of all first lists. */
  private void listAll() {
    Informer.whenSynced(informers, this::publishLater);
    informers.forEach(Informer::start);
  }

  /** The document of a Service, to say something about. */
  Optional<KubeObject> service(ObjectKey key) {
    return services.get(key);
  }

  /** The document of a Pod, to say something about. */
  Optional<KubeObject> pod(ObjectKey key) {
    return pods.get(key);
  }

  private void service(Optional<KubeObject> old, Optional<KubeObject> now) {
    ObjectKey key = now.or(() -> old).orElseThrow().key();
    Optional<Service> before = state.service(key);
    Optional<Service> after = now.map(NetworkDocuments::service);
    if (before.equals(after)) {
      return;
    }
    before.ifPresent(service -> touched.addAll(state.rivals(service)));
    state = after.map(state::with).orElseGet(() -> state.withoutService(key));
    after.ifPresent(service -> touched.addAll(state.rivals(service)));
    seenByDns();
  }

  private void slice(Optional<KubeObject> old, Optional<KubeObject> now) {
    ObjectKey key = now.or(() -> old).orElseThrow().key();
    Optional<Slice> before = state.slice(key);
    Optional<Slice> after = now.map(NetworkDocuments::slice);
    if (before.equals(after)) {
      return;
    }
    before.ifPresent(slice -> touched.add(slice.service()));
    after.ifPresent(slice -> touched.add(slice.service()));
    state = after.map(state::with).orElseGet(() -> state.withoutSlice(key));
    seenByDns();
  }

  /** Every Service has listeners on every node; nodes change seldom, but tell the time often. */
  private void node(Optional<KubeObject> old, Optional<KubeObject> now) {
    String name = now.or(() -> old).orElseThrow().name();
    NetworkState next =
        now.map(NetworkDocuments::node).map(state::with).orElseGet(() -> state.withoutNode(name));
    if (!next.node(name).equals(state.node(name))) {
      state = next;
      state.services().forEach(service -> touched.add(service.key()));
      touchedPods.addAll(state.podsWithHostPorts());
    }
  }

  private void namespace(Optional<KubeObject> old, Optional<KubeObject> now) {
    String name = now.or(() -> old).orElseThrow().name();
    boolean isNew = now.isPresent() != state.hasNamespace(name);
    state =
        now.map(object -> state.withNamespace(name, object.labels()))
            .orElseGet(() -> state.withoutNamespace(name));
    if (isNew) {
      seenByDns();
    }
  }

  private void pod(Optional<KubeObject> old, Optional<KubeObject> now) {
    ObjectKey key = now.or(() -> old).orElseThrow().key();
    List<HostPort> before = state.wantedHostPorts(key);
    state = now.map(NetworkDocuments::pod).map(state::with).orElseGet(() -> state.withoutPod(key));
    if (!state.wantedHostPorts(key).equals(before)) {
      touchedPods.add(key);
      before.forEach(hostPort -> touchedPods.addAll(state.podsWithPort(hostPort)));
    }
  }

  private void policy(Optional<KubeObject> old, Optional<KubeObject> now) {
    ObjectKey key = now.or(() -> old).orElseThrow().key();
    Policies policies = state.policies();
    state = state.with(now.map(policies::with).orElseGet(() -> policies.without(key)));
  }

  private void ingress(Optional<KubeObject> old, Optional<KubeObject> now) {
    ObjectKey key = now.or(() -> old).orElseThrow().key();
    state = now.map(IngressSpec::of).map(state::with).orElseGet(() -> state.withoutIngress(key));
    ingresses = true;
  }

  private void ingressClass(Optional<KubeObject> old, Optional<KubeObject> now) {
    String name = now.or(() -> old).orElseThrow().name();
    state =
        now.map(object -> state.withIngressClass(name, object.text("spec", "controller")))
            .orElseGet(() -> state.withoutIngressClass(name));
    ingresses = true;
  }

  private void seenByDns() {
    state = state.withSerial(loop.now().getEpochSecond());
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
      return;
    }
    state = state.complete();
    NetworkChange change = new NetworkChange(state, touched, touchedPods, ingresses);
    touched.clear();
    touchedPods.clear();
    ingresses = false;
    changed.accept(change);
  }

  @Override
  public void close() {
    informers.forEach(Informer::close);
  }
}
