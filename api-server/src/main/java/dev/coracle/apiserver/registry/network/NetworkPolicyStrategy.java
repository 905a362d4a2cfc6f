// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import dev.coracle.api.net.Cidr;
import dev.coracle.apiserver.registry.Columns;
import dev.coracle.apiserver.registry.FieldErrors;
import dev.coracle.apiserver.registry.IpCidrWarnings;
import dev.coracle.apiserver.registry.IpRules;
import dev.coracle.apiserver.registry.LabelSelectors;
import dev.coracle.apiserver.registry.ResourceStrategy;
import dev.coracle.apiserver.registry.TableColumns;
import dev.coracle.apiserver.registry.Values;
import dev.coracle.apiserver.registry.WriteContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to NetworkPolicies. */
public final class NetworkPolicyStrategy implements ResourceStrategy {

  private static final TableColumns COLUMNS =
      new TableColumns(
          List.of(
              TableColumns.name(),
              Columns.text(
                  "Pod-Selector", policy -> Columns.selector(policy.at("spec", "podSelector"))),
              TableColumns.age()));

  /** Egress is only meant where there is an egress rule. */
  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.get("spec") instanceof ObjectNode spec && spec.path("policyTypes").isEmpty()) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  @Override
  public void validate(WriteContext context, ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    LabelSelectors.check(errors, "spec.podSelector", spec.path("podSelector"));
    Values.each(
        spec.path("ingress"),
        "spec.ingress",
        (rule, path) -> checkRule(errors, path, rule, "from"));
    Values.each(
        spec.path("egress"), "spec.egress", (rule, path) -> checkRule(errors, path, rule, "to"));
    checkTypes(errors, spec.path("policyTypes"));
  }

  private static void checkTypes(FieldErrors errors, JsonNode types) {
    if (types.size() > 2) {
      errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
      return;
    }
    Values.each(
        types,
        "spec.policyTypes",
        (type, path) -> {
          if (!Set.of("Ingress", "Egress").contains(type.asString(""))) {
            errors.notSupported(path, type.asString(""), "Ingress", "Egress");
          }
        });
  }

  private static void checkRule(FieldErrors errors, String path, JsonNode rule, String peers) {
    Values.each(rule.path("ports"), path + ".ports", (port, at) -> checkPort(errors, at, port));
    Values.each(rule.path(peers), path + "." + peers, (peer, at) -> checkPeer(errors, at, peer));
  }

  private static void checkPort(FieldErrors errors, String path, JsonNode port) {
    Values.oneOfIfPresent(errors, port, path, "protocol", "TCP", "UDP", "SCTP");
    JsonNode number = port.path("port");
    JsonNode end = port.path("endPort");
    boolean ends = Values.isSet(end);
    if (!Values.isSet(number)) {
      if (ends) {
        errors.invalid(path + ".endPort", end, "may not be specified when `port` is not specified");
      }
      return;
    }
    if (number.isString() && ends) {
      errors.invalid(path + ".endPort", end, "may not be specified when `port` is non-numeric");
    }
    Values.port(errors, path + ".port", number);
    if (!number.isString() && ends) {
      if (end.asLong() < number.asLong()) {
        errors.invalid(path + ".endPort", number, "must be greater than or equal to `port`");
      }
      Values.portNumber(errors, path + ".endPort", end);
    }
  }

  private static void checkPeer(FieldErrors errors, String path, JsonNode peer) {
    List<String> given =
        List.of("podSelector", "namespaceSelector", "ipBlock").stream()
            .filter(member -> Values.isSet(peer.path(member)))
            .toList();
    for (String member : given) {
      if (member.equals("ipBlock")) {
        checkBlock(errors, path + ".ipBlock", peer.path(member));
      } else {
        LabelSelectors.check(errors, path + "." + member, peer.path(member));
      }
    }
    if (given.isEmpty()) {
      errors.required(path, "must specify a peer");
    } else if (given.size() > 1 && given.contains("ipBlock")) {
      errors.forbidden(path, "may not specify both ipBlock and another peer");
    }
  }

  private static void checkBlock(FieldErrors errors, String path, JsonNode block) {
    if (!Values.required(errors, block, path, "cidr")) {
      return;
    }
    String cidr = Values.text(block, "cidr");
    IpRules.legacyCidr(errors, path + ".cidr", cidr, cidr, List.of());
    Optional<Cidr> whole = Cidr.parseLegacy(cidr);
    Values.each(
        block.path("except"),
        path + ".except",
        (part, at) -> checkExcept(errors, at, part.asString(""), whole));
  }

  private static void checkExcept(
      FieldErrors errors, String path, String except, Optional<Cidr> whole) {
    IpRules.legacyCidr(errors, path, except, except, List.of());
    Optional<Cidr> part = Cidr.parseLegacy(except);
    if (part.isPresent() && whole.isPresent() && !isStrictlyIn(part.get(), whole.get())) {
      errors.invalid(path, except, "must be a strict subset of `cidr`");
    }
  }

  private static boolean isStrictlyIn(Cidr part, Cidr whole) {
    return part.family() == whole.family()
        && whole.contains(part.first())
        && whole.prefixLength() < part.prefixLength();
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object) {
    List<String> warnings = new ArrayList<>();
    JsonNode spec = object.path("spec");
    warnBlocks(spec, "ingress", "from", warnings);
    warnBlocks(spec, "egress", "to", warnings);
    return warnings;
  }

  private static void warnBlocks(JsonNode spec, String rules, String peers, List<String> warnings) {
    Values.each(
        spec.path(rules),
        "spec." + rules,
        (rule, path) ->
            Values.each(
                rule.path(peers),
                path + "." + peers,
                (peer, at) -> warnBlock(peer.path("ipBlock"), at + ".ipBlock", warnings)));
  }

  private static void warnBlock(JsonNode block, String path, List<String> warnings) {
    if (block.isObject()) {
      warnings.addAll(IpCidrWarnings.of(path + ".cidr", Values.text(block, "cidr")));
      Values.each(
          block.path("except"),
          path + ".except",
          (part, at) -> warnings.addAll(IpCidrWarnings.of(at, part.asString(""))));
    }
  }

  @Override
  public Set<String> generationMembers() {
    return Set.of("spec");
  }

  @Override
  public TableColumns columns() {
    return COLUMNS;
  }
}
