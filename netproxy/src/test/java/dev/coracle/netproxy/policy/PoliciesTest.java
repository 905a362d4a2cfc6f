// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: its name, the policies, the probes that arrive, and those that do not. */
class PoliciesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no policy               | ''                                                         | *>*, 1.2.3.4>x/a, x/a>1.2.3.4 | ''
          deny ingress            | x/deny {podSelector: {}, policyTypes: [Ingress]}           | x/*>y/*, x/a>1.2.3.4 | *>x/*, 1.2.3.4>x/a, *>x/*@81, *>x/*@80/udp
          deny egress             | x/deny {podSelector: {}, policyTypes: [Egress]}            | y/*>x/*, 1.2.3.4>x/a | x/*>*, x/a>1.2.3.4
          deny both               | x/deny {podSelector: {}, policyTypes: [Ingress, Egress]}   | y/*>z/*              | *>x/*, x/*>*
          types left out: ingress | x/deny {podSelector: {}}                                   | x/*>y/*              | *>x/*
          types left out, egress empty | x/deny {podSelector: {}, egress: []}                  | x/*>y/*              | *>x/*
          types left out, an egress rule | x/some {podSelector: {}, egress: [{ports: [{port: 80}]}]} | x/*>y/*        | *>x/*, x/*>y/*@81
          types empty as left out | x/deny {podSelector: {}, policyTypes: []}                  | x/*>y/*              | *>x/*
          rules of a direction that does not count | x/some {podSelector: {}, policyTypes: [Egress], ingress: [], egress: [{}]} | *>x/*, x/*>* | ''
          egress type, no member  | x/deny {podSelector: {}, policyTypes: [Egress], ingress: [{}]} | y/*>x/*, z/*>y/* | x/*>y/*
          empty rule              | x/all {podSelector: {}, ingress: [{}]}                     | *>x/*, *>x/*@81/udp, 1.2.3.4>x/a | ''
          rule of empty lists     | x/all {podSelector: {}, ingress: [{from: [], ports: []}]}  | *>x/*, 1.2.3.4>x/a   | ''
          one Pod                 | x/deny {podSelector: {matchLabels: {pod: a}}}              | *>x/b, *>x/c         | *>x/a
          other Pods              | x/deny {podSelector: {matchExpressions: [{key: pod, operator: NotIn, values: [a]}]}} | *>x/a | *>x/b, *>x/c
          label that is not there | x/deny {podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}} | *>y/* | *>x/*
          Pods of its namespace only | z/deny {podSelector: {matchLabels: {pod: a}}}           | *>x/a, *>y/a, *>z/b  | *>z/a
          """)
  void isolation(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Pods of the own namespace  | x/p {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}                          | x/*>x/*        | y/*>x/*, z/*>x/*, 1.2.3.4>x/a
          one Pod of the own one     | x/p {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}     | x/b>x/a        | x/c>x/a, y/b>x/a
          every namespace            | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}                    | *>x/*          | 1.2.3.4>x/a
          every Pod of every one     | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]}   | *>x/*          | 1.2.3.4>x/a
          one Pod of every one       | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod: b}}}]}]} | x/b>x/a, y/b>x/a | y/a>x/a
          one namespace              | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}}]}]} | y/*>x/* | x/*>x/*, z/*>x/*
          other namespaces, or a Pod | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}}, {podSelector: {matchLabels: {pod: b}}}]}]} | y/*>x/a, x/b>x/a | x/c>x/a, x/a>x/b
          other namespaces, and a Pod | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}, podSelector: {matchLabels: {pod: b}}}]}]} | y/b>x/a, z/b>x/a | x/b>x/a, y/a>x/a
          several of several         | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}, podSelector: {matchExpressions: [{key: pod, operator: In, values: [b, c]}]}}]}]} | y/b>x/a, y/c>x/a | y/a>x/a, x/b>x/a
          any of several rules       | x/p {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}, {from: [{podSelector: {matchLabels: {pod: c}}}]}]} | x/b>x/a, x/c>x/a | x/a>x/b, y/b>x/a
          egress to a Pod elsewhere  | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}, podSelector: {matchLabels: {pod: a}}}]}]} | x/a>y/a, x/b>z/a | x/a>y/b, x/a>x/b, x/a>1.2.3.4
          egress to other namespaces | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [y]}]}}]}]} | x/a>z/a, x/a>x/b | x/a>y/a
          """)
  void selectedPeers(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one address             | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.2.2/32}}]}]}   | x/a>y/b | x/a>y/a, x/a>x/b, x/a>1.2.3.4
          a block but for one     | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.1.1/4, except: [10.0.1.2/32]}}]}]} | x/a>x/c, x/a>z/a | x/a>x/b
          what another one allows | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.1.2/32]}}, {podSelector: {matchLabels: {pod: b}}}]}]} | x/a>x/b, x/a>y/a | x/a>1.2.3.4
          all of IPv4             | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}     | x/a>y/a, x/a>1.2.3.4, x/a>n2 | x/a6>y/a6, x/a>2001:db8::1
          all of IPv6             | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: '::/0'}}]}]}        | x/a6>y/a6, x/a>2001:db8::1 | x/a>y/a
          IPv6 but for some       | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 'fd00::/16', except: ['fd00:0:0:0:0:0:0:0020/124']}}]}]} | x/a6>z/a6 | x/a6>y/a6, x/a6>y/c6
          from outside            | x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.128/25]}}]}]} | 192.0.2.1>x/a | 192.0.2.129>x/a, 1.2.3.4>x/a, x/b>x/a
          written in the old way  | x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.000.002.000/24}}]}]}                 | 192.0.2.1>x/a | 1.2.3.4>x/a
          """)
  void addressBlocks(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a number                   | x/p {podSelector: {}, ingress: [{ports: [{port: 81}]}]}                    | y/a>x/a@81           | y/a>x/a, y/a>x/a@81/udp
          a number of UDP            | x/p {podSelector: {}, ingress: [{ports: [{port: 81, protocol: UDP}]}]}     | y/a>x/a@81/udp       | y/a>x/a@81, y/a>x/a@80
          a number of SCTP           | x/p {podSelector: {}, ingress: [{ports: [{port: 81, protocol: SCTP}]}]}    | y/a>x/a@81/sctp      | y/a>x/a@81, y/a>x/a@81/udp
          every port of TCP          | x/p {podSelector: {}, ingress: [{ports: [{protocol: TCP}]}]}               | y/a>x/a, y/a>x/a@9   | y/a>x/a@80/udp
          TCP where it does not say  | x/p {podSelector: {}, ingress: [{ports: [{}]}]}                            | y/a>x/a, y/a>x/a@9   | y/a>x/a@80/udp
          several                    | x/p {podSelector: {}, ingress: [{ports: [{port: 80}, {port: 81, protocol: UDP}]}]} | y/a>x/a, y/a>x/a@81/udp | y/a>x/a@81
          a range                    | x/p {podSelector: {}, ingress: [{ports: [{port: 79, endPort: 81}]}]}       | y/a>x/a@79, y/a>x/a, y/a>x/a@81 | y/a>x/a@78, y/a>x/a@82, y/a>x/a@80/udp
          a range of one             | x/p {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 80}]}]}       | y/a>x/a              | y/a>x/a@79, y/a>x/a@81
          a name                     | x/p {podSelector: {}, ingress: [{ports: [{port: serve-81-tcp}]}]}          | y/a>x/a@81           | y/a>x/a
          a name of UDP              | x/p {podSelector: {}, ingress: [{ports: [{port: serve-81-udp, protocol: UDP}]}]} | y/a>x/a@81/udp | y/a>x/a@81, y/a>x/a@80/udp
          a name of another protocol | x/p {podSelector: {}, ingress: [{ports: [{port: serve-81-udp}]}]}          | ''                   | y/a>x/a@81, y/a>x/a@81/udp
          a name of nobody           | x/p {podSelector: {}, ingress: [{ports: [{port: metrics}]}]}               | ''                   | y/a>x/a, y/a>x/a@81
          a number of nobody         | x/p {podSelector: {}, ingress: [{ports: [{port: 7981}]}]}                  | y/a>x/a@7981         | y/a>x/a
          a name that differs        | x/p {podSelector: {}, ingress: [{ports: [{port: web}]}]}                   | y/a>x/a, y/a>x/b@81  | y/a>x/a@81, y/a>x/b
          egress by name             | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: web}]}]} | x/c>y/a, x/c>y/b@81 | x/c>y/a@81, x/c>y/b, x/c>1.2.3.4
          egress by number           | x/p {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}  | x/c>y/a, x/c>1.2.3.4 | x/c>y/a@81
          port and peer both         | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}}], ports: [{port: 81}]}]} | y/a>x/a@81 | y/a>x/a, z/a>x/a@81
          """)
  void ports(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deny all, allow to one   | x/deny {podSelector: {}}; x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]} | *>x/a | *>x/b, 1.2.3.4>x/a
          two ports of one Pod     | x/p {podSelector: {}, ingress: [{ports: [{port: 80}]}]}; x/q {podSelector: {}, ingress: [{ports: [{port: 81}]}]} | *>x/a, *>x/a@81 | *>x/a@82
          one port and everything  | x/p {podSelector: {}, ingress: [{ports: [{port: 80}]}]}; x/q {podSelector: {}, ingress: [{}]} | *>x/a@81 | ''
          port and peer of two     | x/p {podSelector: {}, ingress: [{ports: [{port: 80}]}]}; x/q {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]} | y/a>x/a, x/b>x/a@81 | y/a>x/a@81
          both ends must agree     | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {pod: a}}}]}]}; y/q {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod: a}}}]}]} | x/a>y/a | x/a>y/b, x/b>y/a
          egress open, ingress shut | x/p {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{}]}; x/q {podSelector: {matchLabels: {pod: a}}} | x/a>x/b | x/b>x/a
          in from one, out to a port | x/p {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}], egress: [{ports: [{port: 80}]}]} | x/b>x/a, x/b>x/a@81, x/a>y/a | x/c>x/a, x/a>y/a@81
          DNS alone                | x/p {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}]} | x/a>z/a@53/udp, x/a>z/a@53 | x/a>z/a, x/a>y/a@53/udp
          """)
  void severalPolicies(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a Pod and itself         | x/deny {podSelector: {}, policyTypes: [Ingress, Egress]}                   | x/a>x/a, x/a>x/a6 | ''
          a node and its Pod       | x/deny {podSelector: {}}                                                   | n1>x/a, n2>x/b    | n2>x/a, n1>x/b
          a Pod and its node       | x/deny {podSelector: {}, policyTypes: [Egress]}                            | ''                | x/a>n1, x/a>n2
          nodes are no Pods        | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}        | n1>x/a            | n2>x/a
          nodes by address         | x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.9.0.0/16}}]}]} | n2>x/a            | y/a>x/a
          nothing isolates a node  | x/deny {podSelector: {}, policyTypes: [Ingress, Egress]}                   | y/a>n1, n1>y/b    | ''
          """)
  void whatNoPolicySelects(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  /** The examples of the page on network policies, in their order. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the NetworkPolicy resource   | x/test {podSelector: {matchLabels: {pod: a}}, policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}}, {podSelector: {matchLabels: {pod: b}}}], ports: [{protocol: TCP, port: 80}]}], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 5978}]}]} | 172.17.0.1>x/a, 172.17.255.255>x/a, y/c>x/a, x/b>x/a, x/a>10.0.0.7@5978 | 172.17.1.9>x/a, 172.18.0.1>x/a, z/b>x/a, x/c>x/a, x/b>x/a@81, x/a>10.0.0.7, x/a>10.0.1.2@5978
          from: both in one entry      | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}, podSelector: {matchLabels: {pod: b}}}]}]} | y/b>x/a | y/a>x/a, x/b>x/a
          from: two entries            | x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: y}}}, {podSelector: {matchLabels: {pod: b}}}]}]} | y/b>x/a, y/a>x/a, x/b>x/a | z/b>x/a
          default deny all ingress     | x/default-deny-ingress {podSelector: {}, policyTypes: [Ingress]}       | x/a>y/a | y/a>x/a
          allow all ingress            | x/allow-all-ingress {podSelector: {}, ingress: [{}], policyTypes: [Ingress]} | *>x/*, x/a>y/a | ''
          default deny all egress      | x/default-deny-egress {podSelector: {}, policyTypes: [Egress]}         | y/a>x/a | x/a>y/a
          allow all egress             | x/allow-all-egress {podSelector: {}, egress: [{}], policyTypes: [Egress]} | x/a>y/a, y/a>x/a | ''
          default deny all             | x/default-deny-all {podSelector: {}, policyTypes: [Ingress, Egress]}   | y/a>z/a | x/a>y/a, y/a>x/a
          targeting a range of ports   | x/multi-port-egress {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 32000, endPort: 32768}]}]} | x/a>10.0.0.9@32000, x/a>10.0.0.9@32768 | x/a>10.0.0.9@31999, x/a>10.0.0.9@32769, x/a>10.0.1.9@32000
          targeting several namespaces | x/egress-namespaces {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [y, z]}]}}]}]} | x/a>y/a, x/a>z/b | x/a>x/b, x/a>1.2.3.4
          """)
  void page(String name, String policies, String arriving, String lost) {
    check(policies, arriving, lost);
  }

  private static void check(String policies, String arriving, String lost) {
    PolicyTable table = new PolicyTable(policies);

    assertThat(table.wrong(arriving, true)).as("lost").isEmpty();
    assertThat(table.wrong(lost, false)).as("arriving").isEmpty();
  }

  @Test
  void denial_namesWhatIsolates() {
    PolicyTable table =
        new PolicyTable(
            """
            x/only-b {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]};
            x/deny {podSelector: {}};
            x/other {podSelector: {matchLabels: {pod: c}}}
            """);

    assertThat(table.verdict("y/c>x/a@81"))
        .hasToString(
            "denied by the ingress rules of NetworkPolicy x/deny, x/only-b:"
                + " Pod y/c -> Pod x/a on 81/tcp");
  }

  @Test
  void denialOfTheSender_comesFirst() {
    PolicyTable table =
        new PolicyTable(
            "x/quiet {podSelector: {}, policyTypes: [Egress]}; y/deny {podSelector: {}}");

    assertThat(table.verdict("x/a>y/a@53/udp"))
        .hasToString(
            "denied by the egress rules of NetworkPolicy x/quiet: Pod x/a -> Pod y/a on 53/udp");
    assertThat(table.verdict("x/a>1.2.3.4"))
        .hasToString(
            "denied by the egress rules of NetworkPolicy x/quiet: Pod x/a -> 1.2.3.4 on 80/tcp");
    assertThat(table.verdict("n2>y/a"))
        .hasToString(
            "denied by the ingress rules of NetworkPolicy y/deny: node n2 -> Pod y/a on 80/tcp");
  }

  @Test
  void permission_namesWhatAllows() {
    PolicyTable table =
        new PolicyTable(
            "x/out {podSelector: {}, policyTypes: [Egress], egress: [{}]};"
                + "y/in {podSelector: {}, ingress: [{}]}; y/deny {podSelector: {}}");

    assertThat(table.verdict("x/a>y/a")).hasToString("allowed by NetworkPolicy x/out, y/in");
    assertThat(table.verdict("z/a>z/b")).hasToString("open");
  }

  @Test
  void policyThatComesChangesAndGoes_makesNewPolicies() {
    Packet packet = new PolicyTable("").packet("y/a>x/a");
    Policies none = Policies.NONE;

    Policies closed = none.with(PolicyTable.documents("x/p {podSelector: {}}").get(0));
    Policies open =
        closed.with(PolicyTable.documents("x/p {podSelector: {}, ingress: [{}]}").get(0));
    Policies gone = closed.without(ObjectKey.of("x", "p"));

    assertThat(none.verdict(packet).isAllowed()).isTrue();
    assertThat(closed.verdict(packet).isAllowed()).isFalse();
    assertThat(open.verdict(packet)).hasToString("allowed by NetworkPolicy x/p");
    assertThat(gone.verdict(packet)).hasToString("open");
  }
}
