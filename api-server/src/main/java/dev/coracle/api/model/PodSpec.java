// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a Pod, or the template of one, shall run. */
public record PodSpec(JsonNode json) {

  public List<Container> containers() {
    return list("containers");
  }

  /** Those that run before the others, sidecars included. */
  public List<Container> initContainers() {
    return list("initContainers");
  }

  /** Those that run as long as the Pod does: an init container only where it is a sidecar. */
  public List<Container> stayingContainers() {
    return Stream.concat(
            containers().stream(), initContainers().stream().filter(Container::isSidecar))
        .toList();
  }

  public List<Container> ephemeralContainers() {
    return list("ephemeralContainers");
  }

  /** The container of a name, of whatever sort. */
  public Optional<Container> container(String name) {
    return Stream.of(containers(), initContainers(), ephemeralContainers())
        .flatMap(List::stream)
        .filter(c -> c.name().equals(name))
        .findFirst();
  }

  private List<Container> list(String member) {
    return json.path(member).valueStream().map(Container::new).toList();
  }

  public String nodeName() {
    return text("nodeName");
  }

  public String restartPolicy() {
    return text("restartPolicy");
  }

  public String serviceAccountName() {
    return text("serviceAccountName");
  }

  public String schedulerName() {
    return text("schedulerName");
  }

  public String hostname() {
    return text("hostname");
  }

  public String subdomain() {
    return text("subdomain");
  }

  public String dnsPolicy() {
    return text("dnsPolicy");
  }

  public boolean hostNetwork() {
    return json.path("hostNetwork").asBoolean(false);
  }

  public boolean enableServiceLinks() {
    return json.path("enableServiceLinks").asBoolean(true);
  }

  public long terminationGracePeriodSeconds() {
    return json.path("terminationGracePeriodSeconds").asLong(30);
  }

  public JsonNode volumes() {
    return json.path("volumes");
  }

  public JsonNode tolerations() {
    return json.path("tolerations");
  }

  private String text(String member) {
    return json.path(member).asString("");
  }
}
