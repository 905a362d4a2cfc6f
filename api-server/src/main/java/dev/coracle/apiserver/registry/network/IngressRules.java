// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import dev.coracle.api.net.IpAddress;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.Values;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The rules for the spec of an Ingress. */
final class IngressRules {

  private static final List<String> FORBIDDEN_INSIDE = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> FORBIDDEN_END = List.of("/..", "/.");
  private static final Pattern WILDCARD =
      Pattern.compile("\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final String WILDCARD_TEXT =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which"
          + " must consist of lower case alphanumeric characters, '-' or '.' and end with an"
          + " alphanumeric character (e.g. '*.example.com', regex used for validation is '"
          + WILDCARD
          + "')";

  private final FieldErrors errors;

  private IngressRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(FieldErrors errors, JsonNode spec) {
    new IngressRules(errors).check(spec);
  }

  private void check(JsonNode spec) {
    JsonNode rules = spec.path("rules");
    JsonNode backend = spec.path("defaultBackend");
    if (rules.isEmpty() && !Values.isSet(backend)) {
      errors.invalid("spec", rules, "either `defaultBackend` or `rules` must be specified");
    }
    if (Values.isSet(backend)) {
      checkBackend("spec.defaultBackend", backend);
    }
    Values.each(rules, "spec.rules", (rule, path) -> checkRule(path, rule));
    Values.each(spec.path("tls"), "spec.tls", (tls, path) -> checkTls(path, tls));
    if (Values.isSet(spec.path("ingressClassName"))) {
      Values.dnsSubdomain(errors, "spec.ingressClassName", Values.text(spec, "ingressClassName"));
    }
  }

  private void checkRule(String path, JsonNode rule) {
    String host = Values.text(rule, "host");
    if (!host.isEmpty()) {
      if (IpAddress.parseLegacy(host).isPresent()) {
        errors.invalid(path + ".host", host, "must be a DNS name, not an IP address");
      }
      checkHost(path + ".host", host);
    }
    JsonNode http = rule.path("http");
    if (Values.isSet(http)) {
      if (http.path("paths").isEmpty()) {
        errors.required(path + ".http.paths", "");
      }
      Values.each(http.path("paths"), path + ".http.paths", (p, at) -> checkPath(at, p));
    }
  }

  private void checkHost(String path, String host) {
    if (!host.contains("*")) {
      Values.dnsSubdomain(errors, path, host);
    } else if (!WILDCARD.matcher(host).matches()) {
      errors.invalid(path, host, WILDCARD_TEXT);
    }
  }

  private void checkTls(String path, JsonNode tls) {
    Values.each(tls.path("hosts"), path + ".hosts", (host, at) -> checkHost(at, host.asString("")));
    if (!Values.isEmpty(tls, "secretName")) {
      Values.dnsSubdomain(errors, path + ".secretName", Values.text(tls, "secretName"));
    }
  }

  private void checkPath(String at, JsonNode path) {
    String type = Values.text(path, "pathType");
    String text = Values.text(path, "path");
    if (type.isEmpty()) {
      errors.required(at + ".pathType", "pathType must be specified");
      return;
    }
    switch (type) {
      case "Exact", "Prefix" -> checkPlainPath(at + ".path", text);
      case "ImplementationSpecific" -> {
        if (!text.isEmpty()) {
          requireAbsolute(at + ".path", text);
        }
      }
      default ->
          errors.notSupported(at + ".pathType", type, "Exact", "ImplementationSpecific", "Prefix");
    }
    checkBackend(at + ".backend", path.path("backend"));
  }

  private void requireAbsolute(String at, String path) {
    if (!path.startsWith("/")) {
      errors.invalid(at, path, "must be an absolute path");
    }
  }

  private void checkPlainPath(String at, String path) {
    requireAbsolute(at, path);
    for (String part : FORBIDDEN_INSIDE) {
      if (path.contains(part)) {
        errors.invalid(at, path, "must not contain '" + part + "'");
      }
    }
    for (String end : FORBIDDEN_END) {
      if (path.endsWith(end)) {
        errors.invalid(at, path, "cannot end with '" + end + "'");
      }
    }
  }

  private void checkBackend(String path, JsonNode backend) {
    boolean resource = Values.isSet(backend.path("resource"));
    boolean service = Values.isSet(backend.path("service"));
    if (resource && service) {
      errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (resource) {
      TypedReferences.check(errors, path + ".resource", backend.path("resource"));
    } else if (service) {
      checkService(path, backend.path("service"));
    } else {
      errors.invalid(path, "", "resource or service backend is required");
    }
  }

  private void checkService(String path, JsonNode service) {
    if (Values.required(errors, service, path + ".service", "name")) {
      Values.dnsLabel(errors, path + ".service.name", Values.text(service, "name"));
    }
    JsonNode port = service.path("port");
    boolean named = !Values.isEmpty(port, "name");
    boolean numbered = port.path("number").asLong(0) != 0;
    if (named && numbered) {
      errors.invalid(path, "", "cannot set both port name & port number");
    } else if (named) {
      Values.portName(errors, path + ".service.port.name", Values.text(port, "name"));
    } else if (numbered) {
      Values.portNumber(errors, path + ".service.port.number", port.path("number"));
    } else {
      errors.required(path, "port name or number is required");
    }
  }
}
