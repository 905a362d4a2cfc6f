// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.EventRecorder;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.pki.X509Bundle;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.SystemTime;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.IngressOwner;
import dev.coracle.netproxy.route.IngressRoutes;
import dev.coracle.netproxy.route.IngressSpec;
import dev.coracle.netproxy.route.NetworkState;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells the API what the Ingress serves: addresses in the status, certificates that were asked for,
 * Events about what is wrong or not acted on. Runs on a loop of its own; any thread may ask for
 * certificates.
 */
final class IngressController implements AutoCloseable {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final KubeClient client;
  private final Loop loop;
  private final IngressServer.Options options;
  private final Supplier<NetworkState> state;
  private final EventRecorder events;
  private final Informer secrets;
  private final IngressCertificates certificates = new IngressCertificates();
  private final Set<String> told = new HashSet<>();
  private volatile Map<String, SslContext> byHost = Map.of();
  private List<String> problems = List.of();
  private boolean dirty;

  IngressController(
      KubeClient client, Time time, IngressServer.Options options, Supplier<NetworkState> state) {
    this.client = client;
    this.loop = time.loop("ingress");
    this.options = options;
    this.state = state;
    this.events = new EventRecorder(client, time, "ingress-controller");
    this.secrets = Informer.of(client, ResourceType.SECRETS, loop);
  }

  /**
   * Begins to follow the Secrets.
   *
   * @param wrong what is wrong with the server's ports, told of every Ingress
   */
  void start(List<String> wrong) {
    loop.execute(() -> problems = List.copyOf(wrong));
    secrets.onChange((before, after) -> changed());
    Informer.whenSynced(List.of(secrets), this::changed);
    secrets.start();
  }

  /** The certificate for a server name: its own, or the one of its wildcard. */
  Optional<SslContext> certificate(String serverName) {
    String name = serverName.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(byHost.get(name))
        .or(() -> Optional.ofNullable(byHost.get(IngressRoutes.wildcardOf(name))));
  }

  /** Takes in that Ingresses, their classes or Secrets are not what they were. */
  void changed() {
    loop.execute(
        () -> {
          if (!dirty) {
            dirty = true;
            loop.execute(this::publish);
          }
        });
  }

  private void publish() {
    dirty = false;
    if (!secrets.hasSynced()) {
      return;
    }
    NetworkState now = state.get();
    List<IngressSpec> served = owned(now, IngressOwner.CORACLE);
    byHost = certificatesOf(served);
    served.forEach(this::report);
    owned(now, IngressOwner.ANOTHER_CONTROLLER)
        .forEach(each -> reportUnserved(each, "it is another controller's"));
    owned(now, IngressOwner.NOBODY)
        .forEach(each -> reportUnserved(each, "there is no such IngressClass"));
  }

  private static List<IngressSpec> owned(NetworkState state, IngressOwner owner) {
    return state.ingresses().stream().filter(each -> state.ownerOf(each) == owner).toList();
  }

  private void reportUnserved(IngressSpec ingress, String why) {
    withdraw(ingress);
    warn(
        ingress,
        "NoController",
        "class \"%s\" has no controller here: %s (expected: class \"coracle\", or none)"
            .formatted(ingress.className().orElse(""), why));
  }

  private Map<String, SslContext> certificatesOf(List<IngressSpec> served) {
    Map<String, SslContext> all = new HashMap<>();
    served.stream()
        .sorted(IngressSpec.OLDEST_FIRST)
        .forEach(ingress -> ingress.tls().forEach(tls -> addCertificate(ingress, tls, all)));
    return Map.copyOf(all);
  }

  private void addCertificate(
      IngressSpec ingress, IngressSpec.Tls tls, Map<String, SslContext> all) {
    if (tls.secret().name().isEmpty()) {
      return;
    }
    Optional<KubeObject> secret = secrets.get(tls.secret());
    if (secret.isPresent()) {
      IngressCertificates.Loaded loaded = certificates.load(secret.get());
      loaded.context().ifPresent(c -> tls.hosts().forEach(host -> all.putIfAbsent(host, c)));
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
    reportAnnotations(ingress);
    String address = options.address().toString();
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

  private void reportAnnotations(IngressSpec ingress) {
    List<String> foreign = ingress.foreignAnnotations();
    if (!foreign.isEmpty()) {
      warn(
          ingress,
          "AnnotationsIgnored",
          "not acted on: annotations of other Ingress controllers: " + String.join(", ", foreign));
    }
  }

  /** Another controller is real enough for its class, but no part of this cluster. */
  private void withdraw(IngressSpec ingress) {
    if (addresses(ingress).equals(List.of(options.address().toString()))) {
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
    secrets.close();
    events.close();
  }
}
