// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One container of a Pod's spec. */
public record Container(JsonNode json) {

  /**
   * A port that a container says it listens on.
   *
   * @param name may be empty
   * @param hostPort the port of its node that leads there; zero for none
   * @param hostIp at which address of the node; empty for all
   */
  public record Port(String name, int number, String protocol, int hostPort, String hostIp) {

    /** A port that only the Pod's own address has. */
    public Port(String name, int number, String protocol) {
      this(name, number, protocol, 0, "");
    }
  }

  public String name() {
    return json.path("name").asString("");
  }

  public String image() {
    return json.path("image").asString("");
  }

  public String imagePullPolicy() {
    return json.path("imagePullPolicy").asString("");
  }

  public List<String> command() {
    return strings("command");
  }

  public List<String> args() {
    return strings("args");
  }

  public String workingDir() {
    return json.path("workingDir").asString("");
  }

  public List<Port> ports() {
    return json.path("ports").valueStream().map(Container::port).toList();
  }

  /** The port of a name and protocol. */
  public Optional<Port> port(String name, String protocol) {
    return ports().stream()
        .filter(p -> p.name().equals(name) && p.protocol().equals(protocol))
        .findFirst();
  }

  private static Port port(JsonNode port) {
    return new Port(
        port.path("name").asString(""),
        port.path("containerPort").asInt(0),
        port.path("protocol").asString("TCP"),
        port.path("hostPort").asInt(0),
        port.path("hostIP").asString(""));
  }

  public JsonNode env() {
    return json.path("env");
  }

  public JsonNode envFrom() {
    return json.path("envFrom");
  }

  public JsonNode volumeMounts() {
    return json.path("volumeMounts");
  }

  public JsonNode lifecycle() {
    return json.path("lifecycle");
  }

  public JsonNode livenessProbe() {
    return json.path("livenessProbe");
  }

  public JsonNode readinessProbe() {
    return json.path("readinessProbe");
  }

  public JsonNode startupProbe() {
    return json.path("startupProbe");
  }

  /** Whether it is, among the init containers, one that goes on running beside the others. */
  public boolean isSidecar() {
    return json.path("restartPolicy").asString("").equals("Always");
  }

  private List<String> strings(String member) {
    return json.path(member).valueStream().map(JsonNode::asString).toList();
  }
}
