// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: its name, the Service, its endpoints, who sends, where to, and what comes of it. */
final class RouterTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Pod keeps its address                | ''         | 1@a 2@b            | 9@a    | cip | 1 2 as 127.16.128.9
          Pod that meets itself is masqueraded | ''         | 1@a                | 1@a    | cip | 1 as 127.16.1.1
          node to cluster IP                   | ''         | 1@a 2@b            | node@a | cip | 1 2 as 127.16.1.1
          outside to cluster IP                | ''         | 1@a 2@b            | out@b  | cip | 1 2 as 127.16.1.2
          unready endpoint is left out         | ''         | 1@a 2@b:unready    | 9@a    | cip | 1 as 127.16.128.9
          only unready: refused                | ''         | 2@b:unready        | 9@a    | cip | reject
          no endpoints: refused                | ''         | ''                 | 9@a    | cip | reject
          ending ones only without a ready one | ''         | 1@a:ending 2@b     | 9@a    | cip | 2 as 127.16.128.9
          ending ones if nothing else          | ''         | 1@a:ending 2@b:ending | 9@a | cip | 1 2 as 127.16.128.9
          ending and unready: refused          | ''         | 1@a:ending:unready | 9@a    | cip | reject
          other port is not answered           | ''         | 1@a                | 9@a    | cip:81 | drop
          other port with nftables             | mode=NFTABLES | 1@a             | 9@a    | cip:81 | reject
          other port with ipvs                 | mode=IPVS  | 1@a                | 9@a    | cip:81 | reject
          other protocol                       | ''         | 1@a                | 9@a    | cip/udp | drop
          ending in one slice, ready in another | ''        | 1@a:ending / 1@a   | 9@a    | cip | 1 as 127.16.128.9
          ready in one slice, ending in another | ''        | 1@a / 1@a:ending   | 9@a    | cip | 1 as 127.16.128.9
          unready in the later slice           | ''         | 1@a / 1@a:unready  | 9@a    | cip | reject
          endpoints of several slices          | ''         | 1@a / 2@b          | 9@a    | cip | 1 2 as 127.16.128.9
          a Pod address is no Service          | ''         | 1@a                | 9@a    | 1   | direct
          another proxy's Service              | foreign=1  | 1@a                | 9@a    | cip | direct
          """)
  void clusterIp(
      String name, String service, String endpoints, String from, String to, String outcome) {
    assertThat(new RoutingTable(service, endpoints).route(from, to)).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          local endpoints only              | itp=Local           | 1@a 2@b        | 9@a    | cip | 1 as 127.16.128.9
          node, local endpoints only        | itp=Local           | 1@a 2@b        | node@b | cip | 2 as 127.16.1.2
          none local: silence, for Pods too | itp=Local           | 2@b            | 9@a    | cip | drop
          none local, ending one elsewhere  | itp=Local           | 2@b:ending     | 9@a    | cip | drop
          unready local one does not count  | itp=Local           | 1@a:unready 2@b | 9@a   | cip | drop
          outside, by the node it comes to  | itp=Local           | 1@a 2@b        | out@b  | cip | 2 as 127.16.1.2
          local one meets itself            | itp=Local           | 1@a            | 1@a    | cip | 1 as 127.16.1.1
          only for the cluster IP           | itp=Local type=NodePort | 1@a 2@b    | out    | np@a | 1 2 as 127.16.1.1
          with ipvs reached from outside    | itp=Local type=NodePort mode=IPVS | 2@b | 9@a | cip | 2 as 127.16.128.9
          none local with ipvs: refused     | itp=Local mode=IPVS | 2@b            | 9@a    | cip | reject
          none anywhere: refused            | itp=Local           | 2@b:unready    | 9@a    | cip | reject
          local one ends, a remote is ready | itp=Local           | 1@a:ending 2@b | 9@a    | cip | 1 as 127.16.128.9
          hints do not count for Local      | itp=Local           | 1@a:zone=y 2@b:zone=x | 9@a | cip | 1 as 127.16.128.9
          """)
  void internalTrafficPolicyLocal(
      String name, String service, String endpoints, String from, String to, String outcome) {
    assertThat(new RoutingTable(service, endpoints).route(from, to)).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node port, Cluster                   | type=NodePort | 1@a 2@b | out | np@a | 1 2 as 127.16.1.1
          node port of every node              | type=NodePort | 1@a 2@b | out | np@b | 1 2 as 127.16.1.2
          node port, node without endpoints    | type=NodePort | 1@a     | out | np@b | 1 as 127.16.1.2
          node port, ending ones if none else  | type=NodePort | 1@a:ending | out | np@b | 1 as 127.16.1.2
          node port, Pod that meets itself     | type=NodePort etp=Local | 1@a | 1@a | np@a | 1 as 127.16.1.1
          node port from a Pod is masqueraded  | type=NodePort | 1@a 2@b | 9@b | np@a | 1 2 as 127.16.1.1
          node port without endpoints          | type=NodePort | ''      | out | np@a | reject
          node port, Local                     | type=NodePort etp=Local | 1@a 2@b | out    | np@a | 1 as 127.0.0.1
          node port, Local, none there         | type=NodePort etp=Local | 2@b     | out    | np@a | drop
          node port, Local, none anywhere      | type=NodePort etp=Local | ''      | out    | np@a | reject
          node port, Local, Pod meets all      | type=NodePort etp=Local | 1@a 2@b | 9@a    | np@a | 1 2 as 127.16.128.9
          node port, Local, the node meets all | type=NodePort etp=Local | 1@a 2@b | node@a | np@a | 1 2 as 127.16.1.1
          node port, Local, another node       | type=NodePort etp=Local | 1@a 2@b | node@b | np@a | 1 as 127.16.1.2
          node port, Local, ending locally     | type=NodePort etp=Local | 1@a:ending 2@b | out | np@a | 1 as 127.0.0.1
          node port, Local, none there, ipvs   | type=NodePort etp=Local mode=IPVS | 2@b | out | np@a | 2 as 127.0.0.1
          balancer, Cluster                    | type=LoadBalancer           | 1@a 2@b | out@b | lb | 1 2 as 127.16.1.2
          balancer, Local                      | type=LoadBalancer etp=Local | 1@a 2@b | out@b | lb | 2 as 127.0.0.1
          balancer, Local, Pod short cut       | type=LoadBalancer etp=Local | 1@a     | 9@b   | lb | 1 as 127.16.128.9
          balancer, Local, none there          | type=LoadBalancer etp=Local | 1@a | out@b | lb | drop
          balancer, Local, none anywhere       | type=LoadBalancer etp=Local | ''  | out@b | lb | reject
          balancer, Local, only unready ones   | type=LoadBalancer etp=Local | 1@a:unready | out@a | lb | reject
          balancer, Local, ending ones there   | type=LoadBalancer etp=Local | 1@a:ending 2@b | out@a | lb | 1 as 127.0.0.1
          balancer, Local, the node itself     | type=LoadBalancer etp=Local | 1@a 2@b | node@a | lb | 1 2 as 127.16.1.1
          balancer, cluster IP beside it       | type=LoadBalancer etp=Local | 1@a 2@b | out@a | cip | 1 2 as 127.16.1.1
          balancer's own connection            | type=LoadBalancer proxy=1   | 1@a     | 9@a   | lb | 1 as 127.16.1.1 127.16.1.2
          balancer's own, Local: healthy nodes | type=LoadBalancer proxy=1 etp=Local | 1@a | 9@b | lb | 1 as 127.16.16.1
          external address                     | ext=1           | 1@a 2@b | out@a | ext | 1 2 as 127.16.1.1
          external address, Local              | ext=1 etp=Local | 1@a 2@b | out@a | ext | 1 as 127.0.0.1
          policy without outside access        | etp=Local       | 1@a 2@b | out@a | cip | 1 2 as 127.16.1.1
          """)
  void externalTrafficPolicy(
      String name, String service, String endpoints, String from, String to, String outcome) {
    assertThat(new RoutingTable(service, endpoints).route(from, to)).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          outside the ranges     | type=LoadBalancer ranges=10.0.0.0/8               | 1@a | out@a | lb   | drop
          within the ranges      | type=LoadBalancer ranges=10.0.0.0/8,127.0.0.0/16  | 1@a | out@a | lb   | 1 as 127.16.1.1
          Pods are filtered too  | type=LoadBalancer ranges=127.0.0.0/16             | 1@a | 9@a   | lb   | drop
          node ports are not     | type=LoadBalancer ranges=10.0.0.0/8               | 1@a | out   | np@a | 1 as 127.16.1.1
          cluster IPs are not    | type=LoadBalancer ranges=10.0.0.0/8               | 1@a | 9@a   | cip  | 1 as 127.16.128.9
          everything is allowed  | type=LoadBalancer ranges=10.0.0.0/8,0.0.0.0/0     | 1@a | out@a | lb   | 1 as 127.16.1.1
          only the other family  | type=LoadBalancer ranges=fd00::/8                 | 1@a | out@a | lb   | 1 as 127.16.1.1
          the balancer on a node | type=LoadBalancer ranges=127.16.1.0/24            | 1@a | lb@a  | lb   | 1 as 127.16.1.1
          the balancer elsewhere | type=LoadBalancer ranges=127.16.1.2/32            | 1@a | lb@a  | lb   | drop
          empty: refused anyhow  | type=LoadBalancer ranges=10.0.0.0/8               | ''  | out@a | lb   | reject
          empty, nftables: drop  | type=LoadBalancer ranges=10.0.0.0/8 mode=NFTABLES | ''  | out@a | lb   | drop
          """)
  void loadBalancerSourceRanges(
      String name, String service, String endpoints, String from, String to, String outcome) {
    assertThat(new RoutingTable(service, endpoints).route(from, to)).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          own zone                           | 1@a:zone=x 2@b:zone=y               | 9@a | 1 as 127.16.128.9
          no hint for this zone              | 1@b:zone=y 2@b:zone=y               | 9@a | 1 2 as 127.16.128.9
          one without hint disables them     | 1@a:zone=x 2@b                      | 9@a | 1 2 as 127.16.128.9
          an unready one without hint is not | 1@a:zone=x 2@b:zone=y 3@b:unready   | 9@a | 1 as 127.16.128.9
          own node before own zone           | 1@a:zone=x:node=a 2@b:zone=x:node=b | 9@a | 1 as 127.16.128.9
          zone where the node has none       | 1@b:zone=x:node=b 2@b:zone=y:node=b | 9@a | 1 as 127.16.128.9
          several zones for one endpoint     | 1@a:zone=x:zone=y 2@b:zone=y        | 9@b | 1 2 as 127.16.128.9
          ending ones: hints do not count    | 1@a:zone=x:ending 2@b:zone=y:ending | 9@a | 1 2 as 127.16.128.9
          """)
  void topologyHints(String name, String endpoints, String from, String outcome) {
    assertThat(new RoutingTable("", endpoints).route(from, "cip")).isEqualTo(outcome);
  }
}
