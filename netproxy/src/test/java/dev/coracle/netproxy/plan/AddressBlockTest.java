// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.network.NetworkPlan;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressBlockTest {

  @Test
  void twoBlocks_neverOverlap() {
    try (AddressBlock one = AddressBlock.claim(200);
        AddressBlock two = AddressBlock.claim(200)) {
      assertThat(two.range()).isNotEqualTo(one.range());
      assertThat(one.contains(two.pods().allocate())).isFalse();
    }
  }

  @Test
  void addressesOfABlock_canBeListenedOn() throws IOException {
    try (AddressBlock block = AddressBlock.claim()) {
      for (IpAddress address :
          new IpAddress[] {
            block.controlPlaneAddress(),
            block.nodes().allocate(),
            block.loadBalancers().allocate(),
            block.pods().allocate(),
            block.dnsAddress()
          }) {
        try (ServerSocket socket = new ServerSocket(0, 1, address.toInetAddress())) {
          assertThat(socket.isBound()).isTrue();
          assertThat(block.contains(address)).isTrue();
        }
      }
    }
  }

  @Test
  void freedBlock_canBeClaimedAgain() {
    AddressBlock block = AddressBlock.claim();
    String range = block.range();
    int number = Integer.parseInt(range.split("\\.")[1]);

    block.close();

    try (AddressBlock again = AddressBlock.claim(number)) {
      assertThat(again.range()).startsWith("127.");
    }
  }

  @Test
  void numberOutsideTheBlocks_isRefusedWithTheExpectation() {
    assertThatThrownBy(() -> AddressBlock.claim(1)).hasMessage("block: 1 (expected: 16-254)");
  }

  @Test
  void machineThatBindsNothingButLocalhost_isGivenVirtualAddresses() {
    IpAddress localhost = IpAddress.of("127.0.0.1");

    assertThat(AddressBlock.preferredPlan(localhost::equals)).isEqualTo(NetworkPlan.VIRTUAL);
    assertThat(AddressBlock.preferredPlan(IpAddress::isLoopback)).isEqualTo(NetworkPlan.LOOPBACK);
  }

  @Test
  void virtualAddresses_belongToEachClusterForItself() {
    try (AddressBlock one = AddressBlock.claim(NetworkPlan.VIRTUAL);
        AddressBlock two = AddressBlock.claim(NetworkPlan.VIRTUAL)) {
      assertThat(one.range()).isEqualTo("198.18.0.0/16");
      assertThat(one.pods().allocate()).isEqualTo(two.pods().allocate());
    }
  }

  @Test
  void planOfAProperty_isReadInAnyCase_orRefusedWithTheNames() {
    assertThat(AddressBlock.planOf("virtual")).isEqualTo(NetworkPlan.VIRTUAL);
    assertThatThrownBy(() -> AddressBlock.planOf("docker"))
        .hasMessage("coracle.plan: docker (expected: loopback or virtual)");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VIRTUAL  | IPV4      | 198.18.64.0/18
          VIRTUAL  | IPV6      | fd00:198:18::4000/114
          VIRTUAL  | IPV4 IPV6 | 198.18.64.0/18,fd00:198:18::4000/114
          VIRTUAL  | IPV6 IPV4 | fd00:198:18::4000/114,198.18.64.0/18
          LOOPBACK | IPV6      | fd00:198:18::4000/114
          """)
  void families_haveARangeEach(NetworkPlan plan, String families, String services) {
    List<IpFamily> wanted = Arrays.stream(families.split(" ")).map(IpFamily::valueOf).toList();

    try (AddressBlock block = AddressBlock.claim(plan, wanted)) {
      assertThat(block.families()).isEqualTo(wanted);
      assertThat(block.serviceRange()).isEqualTo(services);
      assertThat(block.controlPlaneAddress().family()).isEqualTo(wanted.get(0));
      assertThat(block.dnsAddress().family()).isEqualTo(wanted.get(0));
      for (AddressRange range : block.ranges()) {
        IpAddress pod = range.pods().allocate();
        assertThat(pod.family()).isEqualTo(range.family());
        assertThat(block.contains(pod)).isTrue();
        assertThat(block.isForPods(pod)).isTrue();
        assertThat(block.isForPods(range.nodes().allocate())).isFalse();
        assertThat(block.canListen(pod)).isTrue();
      }
    }
  }

  @Test
  void ipv6Address_isVirtualBesideLoopbackOnes() {
    List<IpFamily> both = List.of(IpFamily.IPV4, IpFamily.IPV6);
    try (AddressBlock block = AddressBlock.claim(NetworkPlan.LOOPBACK, both)) {
      IpAddress pod = block.pods().allocate();

      assertThat(block.range()).startsWith("127.");
      assertThat(block.bindAddress(pod)).isEqualTo(pod);
      assertThat(block.bindAddress(IpAddress.of("fd00:198:18::8001"))).hasToString("127.0.0.1");
      assertThat(block.canListen(IpAddress.of("2001:db8::1"))).isFalse();
    }
  }
}
