// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.Protocol;
import dev.coracle.network.ProxyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BalanceTest {

  private static final String THREE = "1@a 2@a 3@b";

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @Test
  void iptables_choosesEachEndpointAboutAsOften() {
    RoutingTable table = new RoutingTable("", THREE);

    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      counts.merge(address(table.routeOnce("9@a", "cip")), 1, Integer::sum);
    }

    assertThat(counts).hasSize(3);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void roundRobin_takesTurns() {
    RoutingTable table = new RoutingTable("mode=IPVS", THREE);

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order.add(address(table.routeOnce("9@a", "cip")));
    }

    assertThat(order)
        .containsExactly("127.16.128.1", "127.16.128.2", "127.16.128.3", "127.16.128.1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"lc", "wlc", "sed", "nq"})
  void shortestQueue_prefersTheIdleEndpoint(String scheduler) {
    RoutingTable table = new RoutingTable("mode=IPVS scheduler=" + scheduler, THREE);
    table.balance().opened(forward(table, "9@a").target());
    table.balance().opened(forward(table, "9@a").target());

    String chosen = address(table.routeOnce("9@a", "cip"));

    assertThat(chosen).isEqualTo("127.16.128.3");
  }

  @Test
  void closedConnection_isNoLongerCounted() {
    RoutingTable table = new RoutingTable("mode=IPVS scheduler=lc", THREE);
    Target first = forward(table, "9@a").target();
    table.balance().opened(first);

    table.balance().closed(first);

    assertThat(forward(table, "9@a").target()).isEqualTo(first);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"sh", "dh"})
  void hashing_pinsTheClient(String scheduler) {
    RoutingTable table = new RoutingTable("mode=IPVS scheduler=" + scheduler, THREE);

    assertThat(table.route("9@a", "cip")).matches("[123] as 127.16.128.9");
  }

  @Test
  void unknownScheduler_isNamedWithWhatIsKnown() {
    assertThatThrownBy(() -> IpvsScheduler.of("lblcr"))
        .hasMessageContaining("ipvs scheduler: lblcr (expected: one of [rr, wrr, lc");
  }

  @Test
  void affinity_sticksByClientAndIsSharedByAllWaysIn() {
    RoutingTable table = new RoutingTable("type=LoadBalancer affinity=600", THREE);

    String first = table.route("out@a", "cip");
    String number = first.substring(0, 1);

    assertThat(first).isEqualTo(number + " as 127.16.1.1");
    assertThat(table.route("out@a", "lb")).isEqualTo(first);
    assertThat(table.route("out@a", "np@a")).isEqualTo(first);
  }

  @Test
  void affinity_isRefreshedByNewConnectionsAndEndsAfterTheTimeout() {
    Balance balance = balance();
    RoutingTable table = new RoutingTable("affinity=600", "1@a 2@a 3@a 4@a 5@a 6@b 7@b 8@b");
    String first = address(route(table, balance));

    now.set(Instant.EPOCH.plusSeconds(599));
    String refreshed = address(route(table, balance));
    now.set(Instant.EPOCH.plusSeconds(1198));
    String still = address(route(table, balance));
    List<String> later = new ArrayList<>();
    for (int i = 2; i < 32; i++) {
      now.set(Instant.EPOCH.plus(Duration.ofHours(i)));
      later.add(address(route(table, balance)));
    }

    assertThat(List.of(refreshed, still)).containsOnly(first);
    assertThat(later).anyMatch(address -> !address.equals(first));
  }

  @Test
  void affinityToAnEndpointThatLeft_movesToAnotherAndStaysThere() {
    Balance balance = balance();
    RoutingTable before = new RoutingTable("affinity=600", "1@a");
    String old = address(route(before, balance));

    RoutingTable after = new RoutingTable("affinity=600", "2@a 3@a");
    String moved = address(route(after, balance));
    RoutingTable back = new RoutingTable("affinity=600", THREE);

    assertThat(moved).isNotEqualTo(old);
    assertThat(address(route(back, balance))).isEqualTo(moved);
  }

  @Test
  void affinity_isIndependentForEachPort() {
    Balance balance = balance();
    RoutingTable http = new RoutingTable("affinity=600 name=http", "1@a");
    RoutingTable metrics = new RoutingTable("affinity=600 name=metrics", "2@a");
    route(http, balance);
    route(metrics, balance);

    RoutingTable both = new RoutingTable("affinity=600 name=http", "1@a 2@a");
    RoutingTable bothMetrics = new RoutingTable("affinity=600 name=metrics", "1@a 2@a");

    assertThat(address(route(both, balance))).isEqualTo("127.16.128.1");
    assertThat(address(route(bothMetrics, balance))).isEqualTo("127.16.128.2");
  }

  @Test
  void affinity_isKeptForEachVirtualServerWithIpvs() {
    RoutingTable table = new RoutingTable("type=LoadBalancer affinity=600 mode=IPVS", THREE);

    String first = address(table.routeOnce("out@a", "cip"));
    String other = address(table.routeOnce("9@a", "cip"));
    String balancer = address(table.routeOnce("9@a", "lb"));

    assertThat(other).isNotEqualTo(first);
    assertThat(balancer).isEqualTo(first);
    assertThat(address(table.routeOnce("9@a", "cip"))).isEqualTo(other);
    assertThat(address(table.routeOnce("9@a", "lb"))).isEqualTo(balancer);
  }

  private Balance balance() {
    return new Balance(ProxyMode.IPTABLES, IpvsScheduler.ROUND_ROBIN, new Random(3), now::get);
  }

  private static Decision route(RoutingTable table, Balance balance) {
    Destination destination = new Destination(RoutingTable.CLUSTER_IP, 80, Protocol.TCP);
    Flow flow = new Flow(RoutingTable.podAddress("9"), Flow.Origin.POD, "a", destination);
    return Router.route(flow, table.state(), balance);
  }

  private static Decision.Forward forward(RoutingTable table, String from) {
    return (Decision.Forward) table.routeOnce(from, "cip");
  }

  private static String address(Decision decision) {
    return ((Decision.Forward) decision).target().address().toString();
  }
}
