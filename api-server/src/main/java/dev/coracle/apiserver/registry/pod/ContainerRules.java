// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Names;
import dev.coracle.apiserver.registry.Quantities;
import dev.coracle.apiserver.registry.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for the containers of a Pod's spec. */
final class ContainerRules {

  private static final String NOT_FOR_INIT =
      "may not be set for init containers without restartPolicy=Always";

  private final FieldErrors errors;
  private final Set<String> volumes;
  private final Set<String> names = new HashSet<>();

  ContainerRules(FieldErrors errors, Set<String> volumes) {
    this.errors = errors;
    this.volumes = volumes;
  }

  void checkContainers(String path, JsonNode containers) {
    if (containers.isEmpty()) {
      errors.required(path, "");
    }
    Set<String> hostPorts = new HashSet<>();
    Values.each(
        containers,
        path,
        (container, at) -> {
          check(at, container);
          ProbeRules.checkLifecycle(errors, at + ".lifecycle", container.path("lifecycle"));
          ProbeRules.check(errors, at, container);
          checkHostPorts(at + ".ports", container.path("ports"), hostPorts);
        });
  }

  void checkInitContainers(String path, JsonNode containers) {
    Values.each(
        containers,
        path,
        (container, at) -> {
          check(at, container);
          if (Values.text(container, "restartPolicy").equals("Always")) {
            ProbeRules.checkLifecycle(errors, at + ".lifecycle", container.path("lifecycle"));
            ProbeRules.check(errors, at, container);
          } else {
            checkNoProbes(at, container);
          }
        });
  }

  /** What somebody looks into a Pod with has a name and an image, and no more is asked of it. */
  void checkEphemeralContainers(String path, JsonNode containers) {
    Values.each(
        containers,
        path,
        (container, at) -> {
          checkName(at + ".name", Values.text(container, "name"));
          checkImage(at + ".image", Values.text(container, "image"));
        });
  }

  private void checkNoProbes(String path, JsonNode container) {
    for (String member : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (Values.isSet(container.path(member))) {
        errors.forbidden(path + "." + member, NOT_FOR_INIT);
      }
    }
  }

  private void check(String path, JsonNode container) {
    checkName(path + ".name", Values.text(container, "name"));
    checkImage(path + ".image", Values.text(container, "image"));
    Values.oneOfIfSet(
        errors, container, path, "terminationMessagePolicy", "File", "FallbackToLogsOnError");
    Values.oneOfIfPresent(errors, container, path, "restartPolicy", "Always", "Never", "OnFailure");
    checkPorts(path + ".ports", container.path("ports"));
    EnvRules.check(errors, path + ".env", container.path("env"));
    EnvRules.checkFrom(errors, path + ".envFrom", container.path("envFrom"));
    VolumeRules.checkMounts(
        errors, path + ".volumeMounts", container.path("volumeMounts"), volumes);
    Values.oneOf(errors, container, path, "imagePullPolicy", "Always", "IfNotPresent", "Never");
    Quantities.checkResources(errors, path + ".resources", container.path("resources"));
    SecurityRules.checkContainer(
        errors, path + ".securityContext", container.path("securityContext"));
  }

  private void checkName(String path, String name) {
    if (name.isEmpty()) {
      errors.required(path, "");
      return;
    }
    Values.dnsLabel(errors, path, name);
    if (!names.add(name)) {
      errors.duplicate(path, name);
    }
  }

  private void checkImage(String path, String image) {
    if (image.isEmpty()) {
      errors.required(path, "");
    } else if (!image.strip().equals(image)) {
      errors.invalid(path, image, "must not have leading or trailing whitespace");
    }
  }

  private void checkPorts(String path, JsonNode ports) {
    Set<String> portNames = new HashSet<>();
    Values.each(ports, path, (port, at) -> checkPort(at, port, portNames));
  }

  private void checkPort(String path, JsonNode port, Set<String> portNames) {
    String name = Values.text(port, "name");
    if (!name.isEmpty()) {
      Values.portName(errors, path + ".name", name);
      if (Names.portName(name).isEmpty() && !portNames.add(name)) {
        errors.duplicate(path + ".name", name);
      }
    }
    if (port.path("containerPort").asLong(0) == 0) {
      errors.required(path + ".containerPort", "");
    } else {
      Values.portNumber(errors, path + ".containerPort", port.path("containerPort"));
    }
    if (port.path("hostPort").asLong(0) != 0) {
      Values.portNumber(errors, path + ".hostPort", port.path("hostPort"));
    }
    Values.oneOf(errors, port, path, "protocol", "SCTP", "TCP", "UDP");
  }

  private void checkHostPorts(String path, JsonNode ports, Set<String> taken) {
    Values.each(
        ports,
        path,
        (port, at) -> {
          long number = port.path("hostPort").asLong(0);
          String place =
              Values.text(port, "protocol") + "/" + Values.text(port, "hostIP") + "/" + number;
          if (number != 0 && !taken.add(place)) {
            errors.duplicate(at + ".hostPort", place);
          }
        });
  }
}
