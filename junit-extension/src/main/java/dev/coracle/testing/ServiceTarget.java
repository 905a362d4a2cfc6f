// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.ResourceType;
import dev.coracle.api.model.Pod;
import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.client.HttpCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The port of a Service that HTTP calls go to, and who makes them.
 *
 * @param port a number or a name; empty for the only one
 * @param from the Pod that calls; empty for a program outside
 */
record ServiceTarget(ObjectKey service, String port, Optional<ObjectKey> from) {

  static ServiceTarget of(ObjectKey service) {
    return new ServiceTarget(service, "", Optional.empty());
  }

  ServiceTarget withPort(String other) {
    return new ServiceTarget(service, other, from);
  }

  ServiceTarget from(ObjectKey pod) {
    return new ServiceTarget(service, port, Optional.of(pod));
  }

  /** A call of it, as the Service and the Pod are now. */
  HttpCall call(Assembly parts, HttpMessage message, Duration timeout, boolean kept) {
    KubeClient client = parts.client();
    KubeObject object = client.get(ResourceType.SERVICES, service);
    IpAddress address = address(parts, object);
    int number = number(object);
    return new HttpCall(
        from.map(pod -> addressOf(client.get(ResourceType.PODS, pod))),
        address,
        number,
        message.method(),
        message.path(),
        withHost(message.headers(), host(parts), number),
        message.bytes(),
        timeout,
        kept);
  }

  private IpAddress addressOf(KubeObject pod) {
    String ip = new Pod(pod).ip();
    return IpAddress.parse(ip)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    pod + ": has no address yet (expected: a Pod that runs; awaitReady() first?)"));
  }

  /** A headless Service is whatever DNS says, of which callers take the first. */
  private IpAddress address(Assembly parts, KubeObject object) {
    if (object.text("spec", "type").equals("ExternalName")) {
      throw new IllegalArgumentException(
          "%s: is another name for %s (expected: a Service with an address; call that name by"
                  .formatted(this, object.text("spec", "externalName"))
              + " httpClient())");
    }
    return IpAddress.parse(object.text("spec", "clusterIP"))
        .or(() -> parts.dns().resolve(host(parts)).stream().findFirst())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    this + ": is headless and has no ready Pod (expected: one; awaitReady()?)"));
  }

  private String host(Assembly parts) {
    return service.name() + "." + service.namespace() + ".svc." + parts.clusterDomain();
  }

  int number(KubeObject object) {
    List<JsonNode> ports =
        object
            .at("spec", "ports")
            .valueStream()
            .filter(each -> each.path("protocol").asString("TCP").equals("TCP"))
            .toList();
    List<JsonNode> meant = port.isEmpty() ? ports : ports.stream().filter(this::isMeant).toList();
    if (meant.size() != 1) {
      throw new IllegalArgumentException(
          "port: %s of %s (expected: one of %s%s)"
              .formatted(
                  port.isEmpty() ? "none said" : "\"" + port + "\"",
                  this,
                  ports.stream().map(ServiceTarget::text).collect(Collectors.joining(", ")),
                  port.isEmpty() ? ", by port(...)" : ""));
    }
    return plain(meant.get(0));
  }

  private boolean isMeant(JsonNode each) {
    return each.path("name").asString("").equals(port)
        || String.valueOf(each.path("port").asInt(0)).equals(port);
  }

  private int plain(JsonNode chosen) {
    int number = chosen.path("port").asInt(0);
    String name = chosen.path("name").asString("").toLowerCase(Locale.ROOT);
    String protocol = chosen.path("appProtocol").asString("").toLowerCase(Locale.ROOT);
    if (number == 443 || name.startsWith("https") || protocol.equals("https")) {
      throw new IllegalArgumentException(
          "port: %s of %s (expected: one of plain HTTP; https by httpClient() or addressOf(...))"
              .formatted(text(chosen), this));
    }
    return number;
  }

  private static String text(JsonNode each) {
    String name = each.path("name").asString("");
    return each.path("port").asInt(0) + (name.isEmpty() ? "" : " (" + name + ")");
  }

  private static List<Map.Entry<String, String>> withHost(
      List<Map.Entry<String, String>> headers, String host, int number) {
    boolean said = headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase("host"));
    List<Map.Entry<String, String>> all = new ArrayList<>();
    if (!said) {
      all.add(Map.entry("Host", host + (number == 80 ? "" : ":" + number)));
    }
    all.addAll(headers);
    return all;
  }

  @Override
  public String toString() {
    return "Service " + service;
  }
}
