// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.model.Container;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.Protocol;
import dev.coracle.network.ProxyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports of nodes that lead to Pods, and what a Pod or node finds at its own localhost. */
final class HostPortRoutesTest {

  private static final IpAddress NODE_A = IpAddress.of("127.16.1.1");
  private static final IpAddress NODE_B = IpAddress.of("127.16.1.2");
  private static final IpAddress NODE_A6 = IpAddress.of("fd00::1:1");
  private static final IpAddress POD = IpAddress.of("127.16.128.1");
  private static final IpAddress OTHER = IpAddress.of("127.16.128.9");
  private static final IpAddress STRANGER = IpAddress.of("127.0.0.1");

  private final Balance balance = balance(ProxyMode.IPTABLES);

  private static Balance balance(ProxyMode mode) {
    return new Balance(mode, IpvsScheduler.ROUND_ROBIN, new Random(1), () -> Instant.EPOCH);
  }

  private static NetworkState nodes() {
    return NetworkState.of(
        List.of(),
        List.of(),
        List.of(
            new Node("a", List.of(NODE_A, NODE_A6), "", true),
            new Node("b", List.of(NODE_B), "", true)),
        Set.of("default"));
  }

  /** A Pod of node a with ports such as {@code 8080->80/UDP@127.16.1.1}. */
  private static Pod pod(String name, IpAddress address, String ports) {
    return new Pod(
        ObjectKey.of("default", name),
        "a",
        List.of(address),
        false,
        false,
        Map.of(),
        Arrays.stream(ports.split(" ")).map(HostPortRoutesTest::port).toList());
  }

  private static Container.Port port(String text) {
    String[] place = text.split("@", 2);
    String[] numbers = place[0].split("->|/");
    return new Container.Port(
        "",
        Integer.parseInt(numbers[1]),
        numbers.length > 2 ? numbers[2] : "TCP",
        Integer.parseInt(numbers[0]),
        place.length > 1 ? place[1] : "");
  }

  private static Flow flow(String from, String to) {
    int slash = to.indexOf('/');
    int colon = to.lastIndexOf(':');
    Protocol protocol = slash < 0 ? Protocol.TCP : Protocol.valueOf(to.substring(slash + 1));
    int port =
        Integer.parseInt(slash < 0 ? to.substring(colon + 1) : to.substring(colon + 1, slash));
    Destination destination = new Destination(IpAddress.of(to.substring(0, colon)), port, protocol);
    return switch (from) {
      case "pod" -> new Flow(POD, Flow.Origin.POD, "a", destination);
      case "other" -> new Flow(OTHER, Flow.Origin.POD, "b", destination);
      case "a" -> new Flow(NODE_A, Flow.Origin.NODE, "a", destination);
      case "b" -> new Flow(NODE_B, Flow.Origin.NODE, "b", destination);
      default -> new Flow(STRANGER, Flow.Origin.OUTSIDE, "", destination);
    };
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          outside keeps its address        | 8080->80             | out   | 127.16.1.1:8080     | to Pod as 127.0.0.1
          another Pod keeps its address    | 8080->80             | other | 127.16.1.1:8080     | to Pod as 127.16.128.9
          another node keeps its address   | 8080->80             | b     | 127.16.1.1:8080     | to Pod as 127.16.1.2
          a Pod that meets itself does not | 8080->80             | pod   | 127.16.1.1:8080     | to Pod as 127.16.1.1
          its node by localhost            | 8080->80             | a     | 127.0.0.1:8080      | to Pod as 127.16.1.1
          another node's address           | 8080->80             | other | 127.16.1.2:8080     | as it is
          another node by localhost        | 8080->80             | b     | 127.0.0.1:8080      | to 127.16.1.2:8080/tcp as 127.0.0.1
          another port                     | 8080->80             | other | 127.16.1.1:8081     | as it is
          another protocol                 | 8080->80             | other | 127.16.1.1:8080/UDP | as it is
          UDP beside TCP                   | 8080->81 8080->80/UDP | other | 127.16.1.1:8080/UDP | to Pod as 127.16.128.9
          at an address of the node        | 8080->80@127.16.1.1  | other | 127.16.1.1:8080     | to Pod as 127.16.128.9
          at all IPv4 addresses            | 8080->80@0.0.0.0     | other | 127.16.1.1:8080     | to Pod as 127.16.128.9
          at all IPv6 addresses, by IPv4   | 8080->80@::          | other | 127.16.1.1:8080     | as it is
          at the loopback interface alone  | 8080->80@127.0.0.1   | other | 127.16.1.1:8080     | as it is
          at the loopback interface        | 8080->80@127.0.0.1   | a     | 127.0.0.1:8080      | to Pod as 127.16.1.1
          at an address of nobody          | 8080->80@192.0.2.1   | other | 127.16.1.1:8080     | as it is
          in a family the Pod has not      | 8080->80             | other | fd00::1:1:8080      | refused
          no port of the node              | 0->80                | other | 127.16.1.1:80       | as it is
          """)
  void hostPort(String name, String ports, String from, String to, String expected) {
    NetworkState state = nodes().with(pod("web", POD, ports));
    Flow flow = flow(from, to);

    Decision decision = Router.route(flow, state, balance);

    assertThat(summary(decision, flow)).isEqualTo(expected);
  }

  private static String summary(Decision decision, Flow flow) {
    if (decision instanceof Decision.ToHostPort to) {
      assertThat(to.endpoint()).isEqualTo(new Destination(POD, 80, flow.destination().protocol()));
      return "to Pod as " + to.source();
    }
    if (decision instanceof Decision.Direct direct) {
      return direct.destination().equals(flow.destination())
          ? "as it is"
          : "to " + direct.destination() + " as " + direct.source();
    }
    return decision instanceof Decision.Reject ? "refused" : decision.toString();
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "127.0.0.1, pod, -> 127.16.128.1:7/tcp as 127.0.0.1",
    "::1, pod, -> 127.16.128.1:7/tcp as ::1",
    "127.0.0.1, a, -> 127.16.1.1:7/tcp as 127.0.0.1",
    "127.0.0.1, out, -> 127.0.0.1:7/tcp as 127.0.0.1",
    "127.0.0.5, pod, -> 127.0.0.5:7/tcp as 127.16.128.1",
  })
  void localhost_isWhoCallsIt(String address, String from, String expected) {
    assertThat(Router.route(flow(from, address + ":7"), nodes(), balance)).hasToString(expected);
  }

  @Test
  void podThatEnds_hasNoPortsAnyMore() {
    Pod pod = pod("web", POD, "8080->80");
    Pod ended =
        new Pod(pod.key(), pod.node(), pod.addresses(), false, true, pod.labels(), pod.ports());
    NetworkState state = nodes().with(pod).with(ended);

    assertThat(Router.route(flow("out", "127.16.1.1:8080"), state, balance))
        .isInstanceOf(Decision.Direct.class);
    assertThat(state.hostPortsOf(pod.key())).isEmpty();
    assertThat(state.podsWithHostPorts()).isEmpty();
  }

  @Test
  void podOnTheNodesNetwork_listensItself() {
    Pod pod = pod("web", POD, "8080->8080");
    Pod onNode =
        new Pod(pod.key(), pod.node(), List.of(NODE_A), true, false, pod.labels(), pod.ports());

    assertThat(nodes().with(onNode).hostPortsOf(pod.key())).isEmpty();
  }

  @Test
  void portOfTwoPods_isTheFirstOnes_untilItGoes() {
    Pod first = pod("a", POD, "8080->80");
    Pod second = pod("b", OTHER, "8080->80");
    Destination at = new Destination(NODE_A, 8080, Protocol.TCP);
    NetworkState both = nodes().with(second).with(first);

    assertThat(both.hostPort(at)).map(HostPort::pod).contains(first.key());
    assertThat(both.hostPortsOf(second.key())).doesNotContainKey(at);
    assertThat(both.withoutPod(first.key()).hostPortsOf(second.key())).containsKey(at);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IPTABLES | 127.0.0.1:30080 | -> 127.16.128.1:8080 of default/web as 127.16.1.1
          IPTABLES | ::1:30080       | refused: default/web has no node port at [::1]:30080/tcp
          NFTABLES | 127.0.0.1:30080 | refused: default/web has no node port at 127.0.0.1:30080/tcp
          IPVS     | 127.0.0.1:30080 | refused: default/web has no node port at 127.0.0.1:30080/tcp
          """)
  void nodePortAtLocalhost_dependsOnTheMode(ProxyMode mode, String to, String expected) {
    NetworkState state = nodes().with(service()).with(slice());

    assertThat(Router.route(flow("a", to), state, balance(mode))).hasToString(expected);
  }

  @Test
  void nodePort_goesBeforeAHostPort() {
    NetworkState state = nodes().with(service()).with(slice()).with(pod("p", OTHER, "30080->80"));

    assertThat(Router.route(flow("out", "127.16.1.1:30080"), state, balance))
        .isInstanceOf(Decision.Forward.class);
  }

  private static Service service() {
    return new Service(
        ObjectKey.of("default", "web"),
        "uid",
        "NodePort",
        false,
        List.of(IpAddress.of("127.16.64.9")),
        List.of(new ServicePort("", Protocol.TCP, 80, "8080", 30080)),
        List.of(),
        List.of(),
        "",
        Duration.ZERO,
        false,
        false,
        List.of(),
        0,
        false);
  }

  private static Slice slice() {
    return new Slice(
        ObjectKey.of("default", "web-1"),
        ObjectKey.of("default", "web"),
        "IPv4",
        false,
        List.of(new SlicePort("", Protocol.TCP, 8080)),
        List.of(new Endpoint(List.of(POD), true, true, false, "", "a", "", Set.of(), Set.of())));
  }
}
