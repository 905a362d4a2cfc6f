// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

import dev.coracle.api.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A container as its Pod's spec describes it. */
public record ContainerSpec(JsonNode json) {

  /** A port that the container says it listens on. */
  public record Port(String name, int number, String protocol, int hostPort, String hostIp) {}

  public String name() {
    return Json.textAt(json, "name");
  }

  public String image() {
    return Json.textAt(json, "image");
  }

  public List<String> command() {
    return strings("command");
  }

  public List<String> args() {
    return strings("args");
  }

  public String workingDir() {
    return Json.textAt(json, "workingDir");
  }

  public String pullPolicy() {
    String policy = Json.textAt(json, "imagePullPolicy");
    return policy.isEmpty() ? "IfNotPresent" : policy;
  }

  /** The container's own restart policy; empty where the Pod's counts. */
  public String restartPolicy() {
    return Json.textAt(json, "restartPolicy");
  }

  public boolean stdin() {
    return json.path("stdin").asBoolean(false);
  }

  /** Whether the standard input ends with the first client that sends to it. */
  public boolean stdinOnce() {
    return json.path("stdinOnce").asBoolean(false);
  }

  public boolean tty() {
    return json.path("tty").asBoolean(false);
  }

  public List<Port> ports() {
    return json.path("ports").valueStream().map(ContainerSpec::port).toList();
  }

  private static Port port(JsonNode port) {
    String protocol = Json.textAt(port, "protocol");
    return new Port(
        Json.textAt(port, "name"),
        port.path("containerPort").asInt(0),
        protocol.isEmpty() ? "TCP" : protocol,
        port.path("hostPort").asInt(0),
        Json.textAt(port, "hostIP"));
  }

  /** Where volumes are mounted, the longer paths first. */
  public List<String> mounts() {
    return json.path("volumeMounts")
        .valueStream()
        .map(mount -> Json.textAt(mount, "mountPath").replaceFirst("/+$", ""))
        .filter(path -> path.startsWith("/"))
        .sorted(Comparator.comparing(String::length).reversed())
        .toList();
  }

  public Optional<ProbeSpec> probe(ProbeSpec.Type type) {
    JsonNode probe = json.path(type.field());
    return probe.isObject() ? Optional.of(new ProbeSpec(type, probe)) : Optional.empty();
  }

  /** A lifecycle hook, {@code postStart} or {@code preStop}. */
  public Optional<JsonNode> hook(String name) {
    JsonNode hook = json.path("lifecycle").path(name);
    return hook.isObject() ? Optional.of(hook) : Optional.empty();
  }

  public String terminationMessagePath() {
    String path = Json.textAt(json, "terminationMessagePath");
    return path.isEmpty() ? "/dev/termination-log" : path;
  }

  public boolean messageFallsBackToLogs() {
    return Json.textAt(json, "terminationMessagePolicy").equals("FallbackToLogsOnError");
  }

  /** The number of a port given as number or as name; empty where no port has that name. */
  public Optional<Integer> portNumber(JsonNode port) {
    if (port.isNumber()) {
      return Optional.of(port.asInt());
    }
    String name = port.asString("");
    Optional<Integer> named =
        ports().stream().filter(p -> p.name().equals(name)).map(Port::number).findFirst();
    return named.isPresent() ? named : parsed(name);
  }

  private static Optional<Integer> parsed(String text) {
    return text.matches("\\d{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private List<String> strings(String member) {
    return json.path(member).valueStream().map(n -> n.asString("")).toList();
  }
}
