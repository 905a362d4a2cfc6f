// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An EndpointSlice as its readers see it. */
public record EndpointSlice(KubeObject object) {

  /** The label that names the Service it belongs to. */
  public static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String HEADLESS = "service.kubernetes.io/headless";

  /** The label that names who keeps it. */
  public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  /** The Service it belongs to, if it says so. */
  public Optional<ObjectKey> service() {
    return Optional.ofNullable(object.labels().get(SERVICE_NAME))
        .map(name -> ObjectKey.of(object.namespace(), name));
  }

  public boolean isManagedBy(String manager) {
    return manager.equals(object.labels().get(MANAGED_BY));
  }

  public String addressType() {
    return object.text("addressType");
  }

  /** Whether it belongs to a headless Service, whose traffic nobody translates. */
  public boolean isHeadless() {
    return object.labels().containsKey(HEADLESS);
  }

  public List<Port> ports() {
    return object.at("ports").valueStream().map(EndpointSlice::port).toList();
  }

  private static Port port(JsonNode port) {
    return new Port(
        port.path("name").asString(""),
        port.path("port").asInt(0),
        port.path("protocol").asString("TCP"));
  }

  public List<Endpoint> endpoints() {
    return object.at("endpoints").valueStream().map(Endpoint::new).toList();
  }

  /** A port of all its endpoints; zero where it leaves the number open. */
  public record Port(String name, int number, String protocol) {}

  /** Who is behind one or more addresses. What is not said of it is true, but that it ends. */
  public record Endpoint(JsonNode json) {

    public List<String> addresses() {
      return json.path("addresses").valueStream().map(text -> text.asString("")).toList();
    }

    public boolean isReady() {
      return json.path("conditions").path("ready").asBoolean(true);
    }

    public boolean isServing() {
      return json.path("conditions").path("serving").asBoolean(true);
    }

    public boolean isTerminating() {
      return json.path("conditions").path("terminating").asBoolean(false);
    }

    public String hostname() {
      return json.path("hostname").asString("");
    }

    public String nodeName() {
      return json.path("nodeName").asString("");
    }

    public String zone() {
      return json.path("zone").asString("");
    }

    /** The zones that shall prefer it. */
    public Set<String> forZones() {
      return names("forZones");
    }

    /** The nodes that shall prefer it. */
    public Set<String> forNodes() {
      return names("forNodes");
    }

    private Set<String> names(String hint) {
      return json.path("hints")
          .path(hint)
          .valueStream()
          .map(entry -> entry.path("name").asString(""))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
