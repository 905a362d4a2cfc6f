// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.netproxy.ProxyFixture.Joined;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The policies of a Service as its clients meet them on real sockets. */
@ParameterizedClass(name = "{0}")
@EnumSource(NetworkPlan.class)
final class PolicyTrafficTest {

  private final ProxyFixture net;

  PolicyTrafficTest(NetworkPlan plan) {
    net = new ProxyFixture(plan);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void affinity_keepsAClientAtItsEndpointByEveryAddress() throws IOException {
    String balancer = net.block.loadBalancers().allocate().toString();
    net.options("affinity=600 lb=" + balancer)
        .endpoints(net.whoAmI("a"), net.whoAmI("a"), net.whoAmI("b"), net.whoAmI("b"));

    Set<String> met = new TreeSet<>();
    for (String address : List.of(net.clusterIp, balancer)) {
      for (int i = 0; i < 10; i++) {
        met.add(net.ask(address, ProxyFixture.PORT).split(" ")[0]);
      }
    }

    assertThat(met).hasSize(1);
  }

  @Test
  void affinityToAnEndpointThatLeft_movesOnce() throws IOException {
    NetworkLink one = net.whoAmI("a");
    NetworkLink two = net.whoAmI("a");
    NetworkLink three = net.whoAmI("a");
    net.options("affinity=600").endpoints(one);
    net.ask(net.clusterIp, ProxyFixture.PORT);

    net.endpoints(net.gone(one), net.ready(two), net.ready(three));
    Set<String> met = Set.copyOf(net.askTimes(10, net.clusterIp, ProxyFixture.PORT));

    assertThat(met)
        .hasSize(1)
        .noneMatch(answer -> answer.startsWith(one.address().toString() + " "));
  }

  @Test
  void balancerWithPolicyLocal_entersByNodesWithEndpointsAndKeepsTheSource() throws IOException {
    String balancer = net.block.loadBalancers().allocate().toString();
    NetworkLink one = net.whoAmI("b");
    NetworkLink two = net.whoAmI("b");
    net.options("type=LoadBalancer etp=Local lb=" + balancer).endpoints(one, two);

    List<String> answers = net.askTimes(20, balancer, ProxyFixture.PORT);

    assertThat(answers)
        .containsOnly(
            one.address().toString() + " 127.0.0.1", two.address().toString() + " 127.0.0.1")
        .contains(one.address().toString() + " 127.0.0.1", two.address().toString() + " 127.0.0.1");
  }

  @Test
  void nodePortOfEveryNode_leadsToAllEndpointsAsTheNode() throws IOException {
    NetworkLink pod = net.whoAmI("a");
    net.endpoints(pod);

    for (String node : List.of("a", "b")) {
      String address = net.proxy.nodeAddress(node).toString();
      assertThat(net.ask(address, ProxyFixture.NODE_PORT))
          .isEqualTo(pod.address().toString() + " " + address);
    }
  }

  @Test
  void sourceOutsideTheRanges_getsNoAnswerFromTheBalancerOnly() throws IOException {
    String balancer = net.block.loadBalancers().allocate().toString();
    NetworkLink pod = net.whoAmI("a");
    net.options("type=LoadBalancer ranges=10.0.0.0/8 lb=" + balancer).endpoints(pod);

    try (Socket socket = net.connect(balancer, ProxyFixture.PORT)) {
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(net.ask(net.proxy.nodeAddress("a"), ProxyFixture.NODE_PORT))
        .startsWith(pod.address().toString());

    net.options("type=LoadBalancer ranges=10.0.0.0/8,127.0.0.0/24 lb=" + balancer).endpoints(pod);
    assertThat(net.ask(balancer, ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void endpointThatEnds_isReachedUntilAnotherIsReady() throws IOException {
    NetworkLink old = net.whoAmI("a");
    NetworkLink next = net.whoAmI("b");

    net.endpoints(net.ending(old), net.gone(next));
    assertThat(net.ask(net.clusterIp, ProxyFixture.PORT))
        .startsWith(old.address().toString() + " ");

    net.endpoints(net.ending(old), net.ready(next));
    assertThat(net.askTimes(10, net.clusterIp, ProxyFixture.PORT))
        .allMatch(answer -> answer.startsWith(next.address().toString() + " "));

    net.endpoints(net.gone(next));
    assertThatThrownBy(() -> net.ask(net.clusterIp, ProxyFixture.PORT))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void addressThatIsTakenAway_isNoLongerListenedOn() throws IOException {
    String balancer = net.block.loadBalancers().allocate().toString();
    NetworkLink pod = net.whoAmI("a");
    net.options("type=LoadBalancer lb=" + balancer).endpoints(pod);
    assertThat(net.ask(balancer, ProxyFixture.PORT)).startsWith(pod.address().toString());

    net.options("type=ClusterIP").endpoints(pod);
    assertThatThrownBy(() -> net.ask(balancer, ProxyFixture.PORT))
        .isInstanceOf(ConnectException.class);

    net.options("type=LoadBalancer lb=" + balancer).endpoints(pod);
    assertThat(net.ask(balancer, ProxyFixture.PORT)).startsWith(pod.address().toString());
  }

  @Test
  void portThatChanges_movesTheListenersAndLeavesConnections() throws IOException {
    try (Joined joined = net.join()) {
      net.port(9090).endpoints(joined.pod());
      Lines.write(joined.client(), "still here");

      assertThat(Lines.read(joined.accepted(), 10)).isEqualTo("still here");
      assertThatThrownBy(() -> net.connect(net.clusterIp, ProxyFixture.PORT))
          .isInstanceOf(ConnectException.class);
      net.connect(net.clusterIp, 9090).close();
    }
  }
}
