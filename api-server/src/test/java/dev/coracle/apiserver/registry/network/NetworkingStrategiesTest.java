// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.registry.KindTester;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkingStrategiesTest {

  private static final KindTester INGRESSES = KindTester.of(ResourceType.INGRESSES);
  private static final KindTester CLASSES = KindTester.of(ResourceType.INGRESS_CLASSES);
  private static final KindTester POLICIES = KindTester.of(ResourceType.NETWORK_POLICIES);
  private static final KindTester BUDGETS = KindTester.of(ResourceType.POD_DISRUPTION_BUDGETS);

  private static final String BACKEND = "backend: {service: {name: s, port: {number: 80}}}";

  static Stream<Arguments> wrongSpecs() {
    return Stream.of(
        arguments(
            POLICIES,
            "{podSelector: {matchLabels: {app: my-app}}, egress: [{to: [{}]}]}",
            List.of("spec.egress[0].to[0]: Required value: must specify a peer")),
        arguments(
            POLICIES,
            "{podSelector: {}, ingress: [{from: [{podSelector: {}, ipBlock: {cidr:"
                + " 10.0.0.0/8}}]}]}",
            List.of(
                "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another"
                    + " peer")),
        arguments(
            POLICIES,
            "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except:"
                + " [11.0.0.0/16]}}]}]}",
            List.of(
                "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be"
                    + " a strict subset of `cidr`")),
        arguments(
            POLICIES,
            "{podSelector: {}, ingress: [{ports: [{port: http, endPort: 90}]}]}",
            List.of(
                "spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when"
                    + " `port` is non-numeric")),
        arguments(
            POLICIES,
            "{podSelector: {}, ingress: [{ports: [{port: 100, endPort: 90}]}]}",
            List.of(
                "spec.ingress[0].ports[0].endPort: Invalid value: 100: must be greater than or"
                    + " equal to `port`")),
        arguments(
            INGRESSES,
            "{}",
            List.of(
                "spec: Invalid value: null: either `defaultBackend` or `rules` must be"
                    + " specified")),
        arguments(
            INGRESSES,
            "{rules: [{host: 1.2.3.4}]}",
            List.of(
                "spec.rules[0].host: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP"
                    + " address")),
        arguments(
            INGRESSES,
            "{rules: [{http: {paths: []}}]}",
            List.of("spec.rules[0].http.paths: Required value")),
        arguments(
            INGRESSES,
            "{rules: [{http: {paths: [{path: /, " + BACKEND + "}]}}]}",
            List.of(
                "spec.rules[0].http.paths[0].pathType: Required value: pathType must be"
                    + " specified")),
        arguments(
            INGRESSES,
            "{rules: [{http: {paths: [{pathType: Prefix, path: a//b, " + BACKEND + "}]}}]}",
            List.of(
                "spec.rules[0].http.paths[0].path: Invalid value: \"a//b\": must be an absolute"
                    + " path",
                "spec.rules[0].http.paths[0].path: Invalid value: \"a//b\": must not contain"
                    + " '//'")),
        arguments(
            INGRESSES,
            "{defaultBackend: {service: {name: s, port: {}}}}",
            List.of("spec.defaultBackend: Required value: port name or number is required")),
        arguments(
            INGRESSES,
            "{defaultBackend: {}}",
            List.of(
                "spec.defaultBackend: Invalid value: \"\": resource or service backend is"
                    + " required")),
        arguments(CLASSES, "{}", List.of("spec.controller: Required value")),
        arguments(
            CLASSES,
            "{controller: nginx}",
            List.of(
                "spec.controller: Invalid value: \"nginx\": must be a domain-prefixed path (such as"
                    + " \\\"acme.io/foo\\\")".replace("\\", ""))),
        arguments(
            CLASSES,
            "{controller: a.io/b, parameters: {kind: K, name: n, scope: Namespace}}",
            List.of(
                "spec.parameters.namespace: Required value: `parameters.scope` is set to"
                    + " 'Namespace'")),
        arguments(
            BUDGETS,
            "{minAvailable: 1, maxUnavailable: 1}",
            List.of(
                "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":1,"
                    + "\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be"
                    + " both set")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrongSpecs")
  void wrongSpec_isRefusedInKubernetesWords(KindTester kind, String spec, List<String> errors) {
    assertThat(kind.createErrors("{metadata: {name: n}, spec: " + spec + "}")).isEqualTo(errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{podSelector: {}}                                 | [\"Ingress\"]",
        "{podSelector: {}, egress: []}                     | [\"Ingress\"]",
        "{podSelector: {}, egress: [{}]}                   | [\"Ingress\",\"Egress\"]",
        "{podSelector: {}, egress: [{}], policyTypes: [Egress]} | [\"Egress\"]",
      })
  void policyTypes_followTheRules(String spec, String types) {
    KubeObject policy = POLICIES.created("{spec: " + spec + "}");

    assertThat(KindTester.text(policy.at("spec", "policyTypes"))).isEqualTo(types);
  }

  @Test
  void policy_isEnforcedAndSoWithoutAWarning() {
    assertThat(POLICIES.warnings("{spec: {podSelector: {}, ingress: [{}]}}")).isEmpty();
  }

  @Test
  void blockThatIsNotCanonical_isWarnedOf() {
    String spec =
        """
        {spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 'FD00::/16', except: ['fd00:0:0::/48']}}]}]}}
        """;

    assertThat(POLICIES.warnings(spec))
        .containsExactly(
            "spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value \"FD00::/16\" should be in RFC 5952"
                + " canonical format (\"fd00::/16\")",
            "spec.egress[0].to[0].ipBlock.except[0]: IPv6 CIDR value \"fd00:0:0::/48\" should be in"
                + " RFC 5952 canonical format (\"fd00::/48\")");
  }

  @Test
  void classAnnotation_mustAgreeOnCreationAndIsDeprecated() {
    String ingress =
        """
        metadata: {name: i, annotations: {kubernetes.io/ingress.class: a}}
        spec:
          ingressClassName: b
          defaultBackend: {service: {name: s, port: {number: 80}}}
        """;

    assertThat(INGRESSES.createErrors(ingress))
        .containsExactly(
            "annotations.kubernetes.io/ingress.class: Invalid value: \"a\": must match"
                + " `ingressClassName` when both are specified");
    assertThat(INGRESSES.updateErrors(ingress, ingress)).isEmpty();
    assertThat(INGRESSES.warnings(ingress))
        .containsExactly(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead");
  }

  @Test
  void controllerOfAClass_isImmutable() {
    assertThat(CLASSES.updateErrors("{spec: {controller: a/b}}", "{spec: {controller: a/c}}"))
        .containsExactly("spec.controller: Invalid value: \"a/c\": field is immutable");
  }

  static Stream<Arguments> rows() {
    String metadata = "metadata: {name: o, creationTimestamp: '2026-01-01T00:00:00Z'}";
    return Stream.of(
        arguments(
            INGRESSES,
            "{"
                + metadata
                + ", spec: {rules: [{host: a}, {host: b}, {host: c}, {host: d}], tls: [{}]},"
                + " status: {loadBalancer: {ingress: [{ip: 10.0.0.2}, {hostname: h}]}}}",
            List.of("o", "<none>", "a,b,c + 1 more...", "10.0.0.2,h", "80, 443", "10m")),
        arguments(
            INGRESSES,
            "{" + metadata + ", spec: {ingressClassName: nginx}}",
            List.of("o", "nginx", "*", "", "80", "10m")),
        arguments(
            CLASSES,
            "{"
                + metadata
                + ", spec: {controller: a/b, parameters: {apiGroup: g, kind: K, name: m}}}",
            List.of("o", "a/b", "K.g/m", "10m")),
        arguments(
            POLICIES, "{" + metadata + ", spec: {podSelector: {}}}", List.of("o", "<none>", "10m")),
        arguments(
            BUDGETS,
            "{" + metadata + ", spec: {minAvailable: 50%}, status: {disruptionsAllowed: 2}}",
            List.of("o", "50%", "N/A", "2", "10m")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_isWhatKubectlPrints(KindTester kind, String object, List<String> cells) {
    assertThat(kind.row(object)).isEqualTo(cells);
  }
}
