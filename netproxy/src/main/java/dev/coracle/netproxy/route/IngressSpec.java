// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What an Ingress asks for. */
public record IngressSpec(
    KubeObject object, Optional<IngressBackend> defaultBackend, List<Rule> rules, List<Tls> tls) {

  /** The order in which Ingresses win over others that ask for the same. */
  public static final Comparator<IngressSpec> OLDEST_FIRST =
      Comparator.comparing((IngressSpec spec) -> spec.object.text("metadata", "creationTimestamp"))
          .thenComparing(spec -> spec.object.key());

  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final Pattern FOREIGN =
      Pattern.compile(
          "^(nginx\\.ingress\\.kubernetes\\.io|nginx\\.org|traefik\\.ingress\\.kubernetes\\.io"
              + "|haproxy(-ingress\\.github)?\\.(org|io)|alb\\.ingress\\.kubernetes\\.io"
              + "|appgw\\.ingress\\.kubernetes\\.io|(projectcontour|contour\\.heptio)\\.(io|com)"
              + "|konghq\\.com|ingress\\.citrix\\.com|ingress\\.kubernetes\\.io)/");
  private static final String ACME_ANNOTATION = "kubernetes.io/tls-acme";

  /** The paths of a host, which may be a wildcard or empty for all. */
  public record Rule(String host, List<IngressPath> paths) {}

  /** The Secret with the certificate for some hosts. */
  public record Tls(List<String> hosts, ObjectKey secret) {}

  public static IngressSpec of(KubeObject ingress) {
    ObjectKey key = ingress.key();
    List<Rule> rules =
        ingress.at("spec", "rules").valueStream().map(rule -> rule(key, rule)).toList();
    List<String> hosts = rules.stream().map(Rule::host).filter(host -> !host.isEmpty()).toList();
    return new IngressSpec(
        ingress,
        Optional.of(ingress.at("spec", "defaultBackend"))
            .filter(JsonNode::isObject)
            .map(backend -> IngressBackend.of(key, backend)),
        rules,
        ingress.at("spec", "tls").valueStream().map(tls -> tls(key, tls, hosts)).toList());
  }

  private static Rule rule(ObjectKey key, JsonNode rule) {
    return new Rule(
        Json.textAt(rule, "host").toLowerCase(Locale.ROOT),
        rule.path("http").path("paths").valueStream().map(path -> path(key, path)).toList());
  }

  private static IngressPath path(ObjectKey key, JsonNode path) {
    return IngressPath.of(
        Json.textAt(path, "pathType"),
        Json.textAt(path, "path"),
        IngressBackend.of(key, path.path("backend")));
  }

  private static Tls tls(ObjectKey key, JsonNode tls, List<String> ruleHosts) {
    List<String> hosts =
        tls.path("hosts").valueStream().map(h -> h.asString("").toLowerCase(Locale.ROOT)).toList();
    ObjectKey secret = ObjectKey.of(key.namespace(), Json.textAt(tls, "secretName"));
    return new Tls(hosts.isEmpty() ? ruleHosts : hosts, secret);
  }

  public ObjectKey key() {
    return object.key();
  }

  /** The name of its class, in the field or in the old annotation, if it has one. */
  public Optional<String> className() {
    String field = object.text("spec", "ingressClassName");
    String name = field.isEmpty() ? object.annotations().getOrDefault(CLASS_ANNOTATION, "") : field;
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  /** The annotations by which other controllers are told what to do, ordered by name. */
  public List<String> foreignAnnotations() {
    return object.annotations().keySet().stream()
        .filter(name -> FOREIGN.matcher(name).find())
        .sorted()
        .toList();
  }

  /** Whether certificates that are missing shall be issued. */
  public boolean wantsCertificates() {
    return object.annotations().getOrDefault(ACME_ANNOTATION, "").equals("true");
  }
}
