// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.pod;

import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules for probes and lifecycle hooks. */
final class ProbeRules {

  private static final List<String> PROBE_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_ACTIONS = List.of("exec", "httpGet", "tcpSocket", "sleep");

  private ProbeRules() {}

  /** Checks the three probes of a container. */
  static void check(FieldErrors errors, String path, JsonNode container) {
    checkRestarting(errors, path + ".livenessProbe", container.path("livenessProbe"));
    JsonNode readiness = container.path("readinessProbe");
    if (Values.isSet(readiness)) {
      checkProbe(errors, path + ".readinessProbe", readiness);
      if (Values.isSet(readiness.path("terminationGracePeriodSeconds"))) {
        errors.invalid(
            path + ".readinessProbe.terminationGracePeriodSeconds",
            readiness.path("terminationGracePeriodSeconds"),
            "must not be set for readinessProbes");
      }
    }
    checkRestarting(errors, path + ".startupProbe", container.path("startupProbe"));
  }

  private static void checkRestarting(FieldErrors errors, String path, JsonNode probe) {
    if (!Values.isSet(probe)) {
      return;
    }
    checkProbe(errors, path, probe);
    Values.positive(errors, probe, path, "terminationGracePeriodSeconds");
    JsonNode successes = probe.path("successThreshold");
    if (successes.isNumber() && successes.asLong() != 1) {
      errors.invalid(path + ".successThreshold", successes, "must be 1");
    }
  }

  private static void checkProbe(FieldErrors errors, String path, JsonNode probe) {
    checkAction(errors, path, probe, PROBE_ACTIONS);
    for (String member :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      Values.nonNegative(errors, probe, path, member);
    }
  }

  /** Checks the hooks of a container. */
  static void checkLifecycle(FieldErrors errors, String path, JsonNode lifecycle) {
    for (String hook : List.of("postStart", "preStop")) {
      if (Values.isSet(lifecycle.path(hook))) {
        checkAction(errors, path + "." + hook, lifecycle.path(hook), HOOK_ACTIONS);
      }
    }
  }

  private static void checkAction(
      FieldErrors errors, String path, JsonNode handler, List<String> actions) {
    List<String> given = actions.stream().filter(a -> Values.isSet(handler.path(a))).toList();
    if (given.isEmpty()) {
      errors.required(path, "must specify a handler type");
    }
    given.stream()
        .skip(1)
        .forEach(a -> errors.forbidden(path + "." + a, "may not specify more than 1 handler type"));
    given.stream().limit(1).forEach(a -> checkAction(errors, path + "." + a, a, handler.path(a)));
  }

  private static void checkAction(FieldErrors errors, String path, String kind, JsonNode action) {
    switch (kind) {
      case "exec" -> {
        if (action.path("command").isEmpty()) {
          errors.required(path + ".command", "");
        }
      }
      case "httpGet" -> checkHttpGet(errors, path, action);
      case "tcpSocket" -> Values.port(errors, path + ".port", action.path("port"));
      case "grpc" -> Values.portNumber(errors, path + ".port", action.path("port"));
      default -> {}
    }
  }

  private static void checkHttpGet(FieldErrors errors, String path, JsonNode action) {
    Values.required(errors, action, path, "path");
    Values.port(errors, path + ".port", action.path("port"));
    Values.oneOfIfSet(errors, action, path, "scheme", "HTTP", "HTTPS");
    Values.each(
        action.path("httpHeaders"),
        path + ".httpHeaders",
        (header, at) -> {
          String name = Values.text(header, "name");
          if (!name.matches("[-A-Za-z0-9]+")) {
            errors.invalid(
                path + ".httpHeaders",
                name,
                "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                    + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
          }
        });
  }
}
