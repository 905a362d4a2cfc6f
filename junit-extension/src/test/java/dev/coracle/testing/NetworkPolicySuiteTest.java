// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kubernetes' end-to-end tests of network policies, the 45 without SCTP: the same world, policies
 * and truth tables, over TCP and UDP, each way through the Service of the receiver.
 */
@Execution(ExecutionMode.SAME_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkPolicySuiteTest {

  private PolicyWorld world;

  @BeforeAll
  void start() {
    world = new PolicyWorld();
  }

  @AfterAll
  void close() {
    world.close();
  }

  @AfterEach
  void deletePolicies() {
    world.deleteAll();
  }

  /** Each row: its name, the policies, a port, and the ways that are open or not. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          default-deny-ingress               | x/p {podSelector: {}, ingress: []}                                                                       | 80 | -*>x/*
          default-deny-all                   | x/p {podSelector: {}, policyTypes: [Ingress, Egress]}                                                    | 80 | -*>x/* -x/*>*
          Pods of the server's namespace     | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}  | 80 | -*>x/a +x/b>x/a
          ingress for a target               | x/deny {podSelector: {}}; x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]} | 80 | -*>x/* +*>x/a
          from all namespaces                | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {}}]}]}                 | 80 | ''
          only a different namespace         | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}]}]} | 80 | -*>x/a +y/*>x/a
          PodSelector, MatchExpressions      | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchExpressions: [{key: pod, operator: In, values: [b]}]}}]}]} | 80 | -*>x/a +x/b>x/a
          NamespaceSelector, MatchExpressions | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: ["y"]}]}}]}]} | 80 | -*>x/a +y/*>x/a
          PodSelector or NamespaceSelector   | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}}, {podSelector: {matchLabels: {pod: b}}}]}]} | 80 | -x/c>x/a
          PodSelector and NamespaceSelector  | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}, podSelector: {matchLabels: {pod: b}}}]}]} | 80 | -*>x/a +y/b>x/a +z/b>x/a
          multiple selectors                 | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}, podSelector: {matchExpressions: [{key: pod, operator: In, values: [b, c]}]}}]}]} | 80 | -x/*>x/a -y/a>x/a -z/a>x/a
          any PodSelectors                   | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}, {podSelector: {matchLabels: {pod: c}}}]}]} | 80 | -*>x/a +x/b>x/a +x/c>x/a
          a Pod of a different namespace     | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}, podSelector: {matchLabels: {pod: a}}}]}]} | 80 | -*>x/a +y/a>x/a
          Ports                              | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: 81}]}]} | 81 | -*>x/a +y/*>x/a
          stacked: the port of one           | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: 81}]}]} | 80 | -*>x/a
          stacked: the port of the other     | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: 81}]}]}; x/q {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: 80}]}]} | 80 | -*>x/a +y/*>x/a
          allow-all                          | x/p {podSelector: {}, ingress: [{}]}                                                                     | 81 | ''
          one named port                     | x/p {podSelector: {}, ingress: [{ports: [{port: serve-81-tcp}]}]}                                        | 81 | ''
          one named port, another            | x/p {podSelector: {}, ingress: [{ports: [{port: serve-81-tcp}]}]}                                        | 80 | -*>x/*
          named port from a namespace        | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: serve-80-tcp}]}]} | 80 | -*>x/a +y/*>x/a
          named port from it, another        | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: serve-80-tcp}]}]} | 81 | -*>x/a
          egress on one named port           | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: serve-80-tcp}]}]}                  | 80 | ''
          egress on one named port, another  | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: serve-80-tcp}]}]}                  | 81 | -x/*>*
          deny from other namespaces         | x/p {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}                                            | 80 | -y/*>x/* -z/*>x/*
          deny egress of a Pod               | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress]}                                        | 80 | -x/a>*
          deny egress of a namespace         | x/p {podSelector: {}, policyTypes: [Egress]}                                                             | 80 | -x/*>*
          Ingress and Egress together        | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}], egress: [{ports: [{port: 80}]}]} | 80 | -*>x/a +x/b>x/a
          Ingress and Egress, another port   | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}], egress: [{ports: [{port: 80}]}]} | 81 | -*>x/a -x/a>* +x/b>x/a
          denied at the client's side        | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}, podSelector: {matchLabels: {pod: a}}}]}]}; y/a {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: x}}, podSelector: {matchLabels: {pod: a}}}]}]}; y/b {podSelector: {matchLabels: {pod: b}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: x}}, podSelector: {matchLabels: {pod: a}}}]}]} | 80 | -x/a>* -*>y/a +x/a>y/a -*>y/b
          egress to another namespace        | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}, podSelector: {matchLabels: {pod: a}}}]}]} | 80 | -x/a>* +x/a>y/a
          any port of one protocol           | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{protocol: TCP}]}]}                        | 80 | ''
          any port of one, the other         | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{protocol: TCP}]}]}                        | 80/udp | -*>x/a
          ingress restricted                 | x/p {podSelector: {}, ingress: [{ports: [{port: 80}]}]}                                                  | 81 | -*>x/*
          ingress allow-all beside it        | x/p {podSelector: {}, ingress: [{ports: [{port: 80}]}]}; x/q {podSelector: {}, ingress: [{}]}            | 81 | ''
          egress restricted                  | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}                            | 81 | -x/*>*
          egress allow-all beside it         | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}; x/q {podSelector: {}, policyTypes: [Egress], egress: [{}]} | 81 | ''
          SCTP is not TCP                    | x/deny {podSelector: {}}; x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{port: 81, protocol: SCTP}]}]} | 81 | -*>x/*
          SCTP rule isolates                 | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{port: 80, protocol: SCTP}]}]}             | 81 | -*>x/a
          UDP rule opens no TCP              | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{port: 81, protocol: UDP}]}]}              | 81 | -*>x/a
          default label, MatchExpressions    | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: ["y"]}]}}]}]} | 80 | -x/a>y/*
          UDP: default-deny-ingress          | x/p {podSelector: {}}                                                                                    | 80/udp | -*>x/*
          UDP: Ports                         | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}}], ports: [{port: 81, protocol: UDP}]}]} | 81/udp | -*>x/a +y/*>x/a
          UDP: a Pod of another namespace    | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "y"}}, podSelector: {matchLabels: {pod: a}}}]}]} | 80/udp | -*>x/a +y/a>x/a
          """)
  void policies_openAndClose(String name, String policies, String port, String ways) {
    String expected = PolicyWorld.expected(ways);

    world.apply(policies);

    assertThat(world.matrix(port, expected)).isEqualTo(expected);
  }

  @Test
  void updatedPolicy_counts() {
    world.apply("x/p {podSelector: {}, ingress: [{}]}");
    String before = world.matrix("81");

    world.apply("x/p {podSelector: {}, ingress: []}");

    assertThat(before).isEqualTo(PolicyWorld.expected(""));
    assertThat(world.matrix("81")).isEqualTo(PolicyWorld.expected("-*>x/*"));
  }

  @Test
  void labelOfANamespace_counts() {
    world.apply(
        "x/p {podSelector: {matchLabels: {pod: a}},"
            + " ingress: [{from: [{namespaceSelector: {matchLabels: {ns2: updated}}}]}]}");
    String before = world.matrix("80");

    world.labelNamespace("y", "ns2", "updated");
    String after = world.matrix("80");
    world.labelNamespace("y", "ns2", "");

    assertThat(before).isEqualTo(PolicyWorld.expected("-*>x/a"));
    assertThat(after).isEqualTo(PolicyWorld.expected("-*>x/a +y/*>x/a"));
  }

  @Test
  void labelOfAClient_counts() {
    world.apply(
        "x/p {podSelector: {matchLabels: {pod: a}},"
            + " ingress: [{from: [{podSelector: {matchLabels: {pod: b, pod2: updated}}}]}]}");
    String before = world.matrix("80");

    world.labelPod("x/b", "pod2", "updated");
    String after = world.matrix("80");
    world.labelPod("x/b", "pod2", "");

    assertThat(before).isEqualTo(PolicyWorld.expected("-*>x/a"));
    assertThat(after).isEqualTo(PolicyWorld.expected("-*>x/a +x/b>x/a"));
  }

  @Test
  void labelOfATarget_counts() {
    world.apply("x/p {podSelector: {matchLabels: {target: isolated}}}");
    String before = world.matrix("80");

    world.labelPod("x/a", "target", "isolated");
    String after = world.matrix("80");
    world.labelPod("x/a", "target", "");

    assertThat(before).isEqualTo(PolicyWorld.expected(""));
    assertThat(after).isEqualTo(PolicyWorld.expected("-*>x/a"));
  }

  @Test
  void deletedPolicy_countsNoMore() {
    world.apply("x/p {podSelector: {}, policyTypes: [Ingress, Egress]}");
    String before = world.matrix("80");

    world.delete("x/p");

    assertThat(before).isEqualTo(PolicyWorld.expected("-*>x/* -x/*>*"));
    assertThat(world.matrix("80")).isEqualTo(PolicyWorld.expected(""));
  }

  @Test
  void egressToABlock_isByTheAddressOfThePod() {
    world.apply(egressTo("cidr: " + world.addressOf("y/b") + "/32"));

    assertThat(world.matrix("80")).isEqualTo(PolicyWorld.expected("-x/a>* +x/a>y/b"));
  }

  @Test
  void exceptionOfABlock_countsUntilAnotherAllowsIt() {
    String except = world.addressOf("x/b") + "/32";
    world.apply(egressTo("cidr: 0.0.0.0/0, except: [" + except + "]"));
    String before = world.matrix("80");

    world.apply(egressTo("cidr: " + except));

    assertThat(before).isEqualTo(PolicyWorld.expected("-x/a>x/b"));
    assertThat(world.matrix("80")).isEqualTo(PolicyWorld.expected("-x/a>* +x/a>x/b"));
  }

  private static String egressTo(String block) {
    return "x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress],"
        + " egress: [{to: [{ipBlock: {"
        + block
        + "}}]}]}";
  }

  @Test
  void ingressAndEgress_areIndependent() {
    world.apply(
        "x/out {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{}]}");
    String before = world.matrix("80");

    world.apply("x/in {podSelector: {matchLabels: {pod: a}}, ingress: []}");

    assertThat(before).isEqualTo(PolicyWorld.expected(""));
    assertThat(world.matrix("80")).isEqualTo(PolicyWorld.expected("-*>x/a"));
  }
}
