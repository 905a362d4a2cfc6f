// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.VirtualTime;
import dev.coracle.netproxy.plan.AddressBlock;
import dev.coracle.netproxy.plan.AddressTable;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Destination;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.Pod;
import dev.coracle.netproxy.route.RoutingTable;
import dev.coracle.network.Protocol;
import dev.coracle.network.ProxyMode;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RoutesTest {

  private static final Destination CLUSTER_IP =
      new Destination(RoutingTable.CLUSTER_IP, 80, Protocol.TCP);

  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final AddressBlock block = AddressBlock.claim();
  private final AddressTable table = new AddressTable(block);
  private final Routes routes =
      new Routes(time, ProxyOptions.standard().withMode(ProxyMode.IPVS), table);

  @AfterEach
  void close() {
    time.close();
    block.close();
  }

  @Test
  void nodePort_isBalancedByTheNodeThatHasTheAddress() {
    routes.state(new RoutingTable("type=NodePort", "1@a 2@b").state());
    Destination nodePort = new Destination(IpAddress.of("127.16.1.1"), 30080, Protocol.TCP);

    List<String> met = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      met.add(target(routes.decide(routes.from(IpAddress.of("127.0.0.1"), nodePort))));
    }

    assertThat(met)
        .containsExactly(
            "127.16.128.1",
            "127.16.128.2",
            "127.16.128.1",
            "127.16.128.2",
            "127.16.128.1",
            "127.16.128.2");
  }

  @Test
  void source_isAPodANodeOrAStranger() {
    routes.state(new RoutingTable("", "1@a").state());
    routes.addPod(
        IpAddress.of("127.16.128.9"),
        new Pod(ObjectKey.of("default", "p"), "b", List.of(), false, false, Map.of(), List.of()));

    assertThat(routes.from(IpAddress.of("127.16.128.9"), CLUSTER_IP).origin())
        .isEqualTo(Flow.Origin.POD);
    assertThat(routes.from(IpAddress.of("127.16.128.9"), CLUSTER_IP).node()).isEqualTo("b");
    assertThat(routes.from(IpAddress.of("127.16.1.2"), CLUSTER_IP).origin())
        .isEqualTo(Flow.Origin.NODE);
    assertThat(routes.from(IpAddress.of("127.16.1.2"), CLUSTER_IP).node()).isEqualTo("b");
    assertThat(routes.from(IpAddress.of("127.0.0.1"), CLUSTER_IP).origin())
        .isEqualTo(Flow.Origin.OUTSIDE);
  }

  @Test
  void strangerAtABalancerWithPolicyLocal_comesInByAHealthyNode() {
    routes.state(new RoutingTable("type=LoadBalancer etp=Local", "1@b").state());
    Destination balancer = new Destination(RoutingTable.LOAD_BALANCER, 80, Protocol.TCP);

    for (int i = 0; i < 20; i++) {
      assertThat(routes.from(IpAddress.of("127.0.0.1"), balancer).node()).isEqualTo("b");
    }
  }

  @Test
  void strangerWithAffinity_alwaysComesInByTheSameNode() {
    routes.state(new RoutingTable("affinity=600", "1@a 2@b").state());

    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nodes.add(routes.from(IpAddress.of("127.0.0.1"), CLUSTER_IP).node());
    }

    assertThat(nodes.stream().distinct()).hasSize(1);
  }

  @Test
  void addressSomebodyElseListensOn_isNotRouted() {
    routes.state(new RoutingTable("", "").state());
    table.addFixed(CLUSTER_IP, new InetSocketAddress("127.0.0.1", 6443));

    assertThat(routes.decide(routes.from(IpAddress.of("127.0.0.1"), CLUSTER_IP)))
        .isEqualTo(new Decision.Direct(CLUSTER_IP, IpAddress.of("127.0.0.1")));
  }

  private static String target(Decision decision) {
    return ((Decision.Forward) decision).target().address().toString();
  }
}
