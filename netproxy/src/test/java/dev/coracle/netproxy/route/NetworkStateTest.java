// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.network.Protocol;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a state becomes the next one. */
final class NetworkStateTest {

  @Test
  void changedEndpoint_leavesEveryOtherServiceAsItWas() {
    NetworkState before = NetworkState.EMPTY;
    for (int i = 0; i < 200; i++) {
      before = before.with(service("s" + i, "10.0.0." + i)).with(slice("s" + i, "10.1.0." + i));
    }

    NetworkState after = before.with(slice("s7", "10.1.1.7"));

    assertThat(addresses(after, "s7")).containsExactly("10.1.1.7");
    assertThat(after.endpointsByAddress(IpAddress.of("10.1.0.7"))).isEmpty();
    for (int i = 0; i < 200; i++) {
      if (i != 7) {
        assertThat(after.targets(port("s" + i), IpFamily.IPV4))
            .isSameAs(before.targets(port("s" + i), IpFamily.IPV4));
      }
    }
  }

  @Test
  void addressOfTwoServices_isTheFirstOnes_andThenTheOthers() {
    NetworkState both =
        NetworkState.EMPTY.with(service("b", "10.0.0.1")).with(service("a", "10.0.0.1"));
    Destination at = new Destination(IpAddress.of("10.0.0.1"), 80, Protocol.TCP);

    assertThat(both.frontend(at).map(Frontend::service).map(Service::key))
        .contains(ObjectKey.of("x", "a"));
    assertThat(both.rivals(both.service(ObjectKey.of("x", "a")).orElseThrow()))
        .containsExactlyInAnyOrder(ObjectKey.of("x", "a"), ObjectKey.of("x", "b"));
    assertThat(both.withoutService(ObjectKey.of("x", "a")).frontend(at))
        .map(Frontend::service)
        .map(Service::key)
        .contains(ObjectKey.of("x", "b"));
  }

  @Test
  void twoTextsOfOneAddress_areOneAddress() {
    NetworkState state = NetworkState.EMPTY.with(service("six", "fd00:0:0:0:0:0:0:1"));

    assertThat(state.serviceByClusterIp(IpAddress.of("fd00::1"))).isPresent();
  }

  @Test
  void sliceThatIsGivenToAnotherService_leavesTheFirst() {
    NetworkState before = NetworkState.EMPTY.with(slice("a", "10.1.0.1"));
    Slice moved =
        new Slice(
            ObjectKey.of("x", "a-1"),
            ObjectKey.of("x", "b"),
            "IPv4",
            false,
            slice("a", "10.1.0.1").ports(),
            slice("a", "10.1.0.1").endpoints());

    NetworkState after = before.with(moved);

    assertThat(after.slices(ObjectKey.of("x", "a"))).isEmpty();
    assertThat(addresses(after, "b")).containsExactly("10.1.0.1");
  }

  @Test
  void addressOfAPodThatEnded_isNobodys_andThenTheNextOnes() {
    NetworkState state = NetworkState.EMPTY.with(pod("old", true)).with(pod("new", false));

    assertThat(state.podByAddress(IpAddress.of("10.1.0.1")).map(Pod::key))
        .contains(ObjectKey.of("x", "new"));
    assertThat(
            state
                .withoutPod(ObjectKey.of("x", "old"))
                .podByAddress(IpAddress.of("10.1.0.1"))
                .map(Pod::key))
        .contains(ObjectKey.of("x", "new"));
  }

  private static Pod pod(String name, boolean ended) {
    return new Pod(
        ObjectKey.of("x", name),
        "a",
        List.of(IpAddress.of("10.1.0.1")),
        false,
        ended,
        Map.of(),
        List.of());
  }

  private static List<String> addresses(NetworkState state, String service) {
    return state.targets(port(service), IpFamily.IPV4).stream()
        .map(target -> target.address().toString())
        .toList();
  }

  private static PortKey port(String service) {
    return new PortKey(ObjectKey.of("x", service), "", Protocol.TCP);
  }

  private static Service service(String name, String ip) {
    return NetworkDocuments.service(
        KubeObject.parse(
            """
            {"metadata": {"namespace": "x", "name": "%s"},
             "spec": {"clusterIPs": ["%s"], "ports": [{"port": 80}]}}
            """
                .formatted(name, ip)));
  }

  private static Slice slice(String service, String ip) {
    return NetworkDocuments.slice(
        KubeObject.parse(
            """
            {"metadata": {"namespace": "x", "name": "%s-1",
                          "labels": {"kubernetes.io/service-name": "%s"}},
             "addressType": "IPv4", "ports": [{"name": "", "port": 8080}],
             "endpoints": [{"addresses": ["%s"]}]}
            """
                .formatted(service, service, ip)));
  }
}
