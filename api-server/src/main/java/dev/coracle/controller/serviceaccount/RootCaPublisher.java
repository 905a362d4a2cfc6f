// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.serviceaccount;

import dev.coracle.api.Json;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.controller.Controller;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.controller.Reconciler;
import dev.coracle.api.time.Time;
import dev.coracle.controller.Creations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the ConfigMap {@code kube-root-ca.crt} in every living Namespace: the certificate by which
 * the API server is trusted.
 *
 * <p>The certificate is asked for, on a thread of its own, two seconds after the first Namespace
 * was seen: making an authority takes longer than starting everything else, and a short test never
 * looks at it.
 */
public final class RootCaPublisher {

  private static final String NAME = "kube-root-ca.crt";
  private static final String KEY = "ca.crt";
  private static final String DESCRIPTION = "kubernetes.io/description";
  private static final String DESCRIPTION_TEXT =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";
  private static final Duration DELAY = Duration.ofSeconds(2);

  private final KubeClient client;
  private final Time time;
  private final Controller controller;
  private final Supplier<String> certificate;
  private final Informer namespaces;
  private final Informer configMaps;
  private Optional<String> pem = Optional.empty();
  private boolean asked;

  private RootCaPublisher(
      KubeClient client, Time time, Controller controller, Supplier<String> certificate) {
    this.client = client;
    this.time = time;
    this.controller = controller;
    this.certificate = certificate;
    this.namespaces = controller.watch(ResourceType.NAMESPACES);
    this.configMaps =
        controller.watch(
            ResourceType.CONFIG_MAPS,
            object ->
                object.name().equals(NAME)
                    ? List.of(ObjectKey.cluster(object.namespace()))
                    : List.of());
  }

  public static Controller create(KubeClient client, Time time, Supplier<String> certificate) {
    Controller controller = new Controller("root-ca-certificate-publisher", client, time);
    return controller.reconcile(
        new RootCaPublisher(controller.client(), time, controller, certificate)::reconcile);
  }

  private Optional<Duration> reconcile(ObjectKey namespace) {
    if (pem.isPresent()) {
      publish(namespace, pem.get());
    } else if (!asked) {
      asked = true;
      controller.loop().schedule(DELAY, "ask for the root certificate", this::ask);
    }
    return Reconciler.DONE;
  }

  private void ask() {
    time.work(
        "make the root certificate",
        () -> {
          String text = certificate.get();
          controller.loop().execute(() -> publishAll(text));
        });
  }

  private void publishAll(String text) {
    pem = Optional.of(text);
    namespaces.all().forEach(namespace -> controller.add(namespace.key()));
  }

  private void publish(ObjectKey namespace, String text) {
    ObjectKey key = ObjectKey.of(namespace.name(), NAME);
    if (namespaces.get(namespace).filter(ns -> !ns.isDeleting()).isEmpty()) {
      return;
    }
    Optional<KubeObject> present = configMaps.get(key);
    if (present.isEmpty()) {
      Creations.create(client, ResourceType.CONFIG_MAPS, configMap(key, text));
    } else if (!present.get().stringMap("data").equals(Map.of(KEY, text))) {
      client.update(
          ResourceType.CONFIG_MAPS,
          present.get().edit(object -> object.putObject("data").put(KEY, text)));
    }
  }

  private static KubeObject configMap(ObjectKey key, String text) {
    return KubeObject.of(ResourceType.CONFIG_MAPS, key)
        .edit(
            object -> {
              Json.objectAt(object, "metadata", "annotations").put(DESCRIPTION, DESCRIPTION_TEXT);
              object.putObject("data").put(KEY, text);
            });
  }
}
