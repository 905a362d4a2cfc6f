// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

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
}
