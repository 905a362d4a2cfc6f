// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps the {@link IngressState} true, and tells the API what it served: addresses in the status,
 * certificates that were asked for, Events about what is wrong. Runs on a loop of its own; any
 * thread may read the state.
 */
final class IngressController implements AutoCloseable {

  private static final Duration SYNC_CHECK = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KubeClient client;
  private final Loop loop;
  private final IngressServer.Options options;
  private final List<String> problems;
  private final EventRecorder events;
  private final Informer ingresses;
  private final Informer classes;
  private final Informer services;
  private final Informer slices;
  private final Informer secrets;
  private final IngressCertificates certificates = new IngressCertificates();
  private final Set<String> told = new HashSet<>();
  private volatile IngressState state = IngressState.EMPTY;
  private boolean dirty;

  /**
   * A controller that has not started.
   *
   * @param problems what is wrong with the server's ports, told of every Ingress
   */
  IngressController(
      KubeClient client, Time time, IngressServer.Options options, List<String> problems) {
    this.client = client;
    this.loop = time.loop("ingress");
    this.options = options;
    this.problems = List.copyOf(problems);
    this.events = new EventRecorder(client, time, "ingress-controller");
    this.ingresses = Informer.of(client, ResourceType.INGRESSES, loop);
    this.classes = Informer.of(client, ResourceType.INGRESS_CLASSES, loop);
    this.services = Informer.of(client, ResourceType.SERVICES, loop);
    this.slices = Informer.of(client, ResourceType.ENDPOINT_SLICES, loop);
    this.secrets = Informer.of(client, ResourceType.SECRETS, loop);
  }

  void start() {
    all().forEach(informer -> informer.onChange((before, after) -> changed()));
    all().forEach(Informer::start);
    loop.execute(this::publish);
  }

  private Stream<Informer> all() {
    return Stream.of(ingresses, classes, services, slices, secrets);
  }

  IngressState state() {
    return state;
  }

  private void changed() {
    if (!dirty) {
      dirty = true;
      loop.execute(this::publish);
    }
  }

  private void publish() {
    dirty = false;
    if (!all().allMatch(Informer::hasSynced)) {
      loop.schedule(SYNC_CHECK, "wait for the first lists", this::changed);
      return;
    }
    List<IngressSpec> served = new ArrayList<>();
    List<IngressSpec> others = new ArrayList<>();
    for (KubeObject ingress : ingresses.all()) {
      IngressSpec spec = IngressSpec.of(ingress);
      (isServed(spec) ? served : others).add(spec);
    }
    state = IngressState.of(served, services.all(), slices.all(), certificatesOf(served));
    served.forEach(this::report);
    others.forEach(this::withdraw);
  }

  /** With one controller in the cluster, an Ingress without a class is meant for it. */
  private boolean isServed(IngressSpec ingress) {
    return ingress
        .className()
        .map(name -> classes.get(ObjectKey.cluster(name)))
        .map(found -> found.map(this::isOurs).orElse(false))
        .orElse(true);
  }

  private boolean isOurs(KubeObject ingressClass) {
    return ingressClass.text("spec", "controller").equals(options.controller());
  }

  private Map<String, SslContext> certificatesOf(List<IngressSpec> served) {
    Map<String, SslContext> byHost = new HashMap<>();
    served.stream()
        .sorted(IngressSpec.OLDEST_FIRST)
        .forEach(ingress -> ingress.tls().forEach(tls -> addCertificate(ingress, tls, byHost)));
    return byHost;
  }

  private void addCertificate(
      IngressSpec ingress, IngressSpec.Tls tls, Map<String, SslContext> byHost) {
    if (tls.secret().name().isEmpty()) {
      return;
    }
    Optional<KubeObject> secret = secrets.get(tls.secret());
    if (secret.isPresent()) {
      IngressCertificates.Loaded loaded = certificates.load(secret.get());
      loaded.context().ifPresent(c -> tls.hosts().forEach(host -> byHost.putIfAbsent(host, c)));
      if (!loaded.problem().isEmpty()) {
        warn(ingress, "BadCertificate", "secret " + tls.secret() + ": " + loaded.problem());
      }
    } else if (ingress.wantsCertificates() && options.authority().isPresent()) {
      attempt(() -> issue(ingress, tls));
    } else {
      warn(ingress, "MissingSecret", "secret " + tls.secret() + " not found");
    }
  }

  private void issue(IngressSpec ingress, IngressSpec.Tls tls) {
    String name = tls.hosts().isEmpty() ? tls.secret().name() : tls.hosts().get(0);
    X509Bundle bundle =
        options.authority().orElseThrow().issueServer(name, tls.hosts(), SystemTime.ofDay());
    KubeObject secret =
        KubeObject.of(ResourceType.SECRETS, tls.secret())
            .edit(
                o -> {
                  o.put("type", "kubernetes.io/tls");
                  o.putObject("data")
                      .put("tls.crt", base64(bundle.certificatesPem()))
                      .put("tls.key", base64(bundle.privateKeyPem()));
                });
    try {
      client.create(ResourceType.SECRETS, secret);
      events.normal(ingress.object(), "CreateCertificate", "Issued secret " + tls.secret());
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private void report(IngressSpec ingress) {
    problems.forEach(problem -> warn(ingress, "PortUnavailable", problem));
    String address = options.address().getHostAddress();
    if (!addresses(ingress).equals(List.of(address))) {
      attempt(
          () ->
              patchStatus(
                  ingress,
                  Patch.merge(
                      p ->
                          Json.arrayAt(Json.objectAt(p, "status", "loadBalancer"), "ingress")
                              .addObject()
                              .put("ip", address))));
    }
  }

  private void withdraw(IngressSpec ingress) {
    if (addresses(ingress).equals(List.of(options.address().getHostAddress()))) {
      attempt(
          () ->
              patchStatus(
                  ingress,
                  Patch.merge(p -> Json.objectAt(p, "status", "loadBalancer").putNull("ingress"))));
    }
  }

  private void patchStatus(IngressSpec ingress, Patch patch) {
    client.patchStatus(ResourceType.INGRESSES, ingress.key(), patch);
  }

  private static List<String> addresses(IngressSpec ingress) {
    return ingress
        .object()
        .at("status", "loadBalancer", "ingress")
        .valueStream()
        .map(each -> each.path("ip").asString(""))
        .toList();
  }

  /** Writes to the API; what is refused is tried again, unless its object is gone. */
  private void attempt(Runnable write) {
    try {
      write.run();
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        loop.schedule(RETRY, "write again", this::changed);
      }
    }
  }

  /** Tells what is wrong with an Ingress once, not at every change elsewhere. */
  private void warn(IngressSpec ingress, String reason, String message) {
    String version = ingress.object().uid() + "/" + ingress.object().generation();
    if (told.add(version + reason + message)) {
      events.warning(ingress.object(), reason, message);
    }
  }

  @Override
  public void close() {
    loop.close();
    all().forEach(Informer::close);
    events.close();
  }
}
