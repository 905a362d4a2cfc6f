// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpPoolTest {

  @Test
  void freedAddress_isGivenOutAgainLast() {
    IpPool pool = IpPool.of("127.16.1.0/29");

    IpAddress first = pool.allocate();
    pool.release(first);

    assertThat(first).hasToString("127.16.1.1");
    for (int i = 2; i <= 6; i++) {
      assertThat(pool.allocate()).hasToString("127.16.1." + i);
    }
    assertThat(pool.allocate()).isEqualTo(first);
  }

  @Test
  void exhaustedPool_saysSo() {
    IpPool pool = IpPool.of("127.16.1.0/30");
    pool.allocate();
    pool.allocate();

    assertThatThrownBy(pool::allocate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("addresses of 127.16.1.0/30: all 2 taken");
  }

  @Test
  void reservedAddress_isNotAllocated() {
    IpPool pool = IpPool.of("127.16.1.0/30");

    assertThat(pool.reserve(IpAddress.of("127.16.1.1"))).contains(IpAddress.of("127.16.1.1"));
    assertThat(pool.reserve(IpAddress.of("127.16.1.1"))).isEmpty();
    assertThat(pool.reserve(IpAddress.of("127.17.1.1"))).isEmpty();
    assertThat(pool.reserve(IpAddress.of("127.16.1.3"))).isEmpty();
    assertThat(pool.allocate()).hasToString("127.16.1.2");
  }

  @Test
  void rangeOfTheOtherFamily_isCountedAlike() {
    IpPool pool = IpPool.of("fd00::10:0/112");

    assertThat(pool.allocate()).hasToString("fd00::10:1");
    assertThat(pool.reserve(IpAddress.of("fd00::10:2"))).isPresent();
    assertThat(pool.allocate()).hasToString("fd00::10:3");
    assertThat(pool.contains(IpAddress.of("fd00::11:1"))).isFalse();
    assertThat(pool.reserve(IpAddress.of("127.16.1.1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/7", "10.0.0.0/31", "fd00::/64", "fd00::/127"})
  void rangeOfAnotherSize_isRefused(String range) {
    assertThatThrownBy(() -> IpPool.of(range))
        .hasMessage("range: " + range + " (expected: IPv4 /8 to /30, or IPv6 /104 to /126)");
  }

  @Test
  void wideRange_crossesItsOctets() {
    IpPool pool = IpPool.of("127.16.0.0/22");
    for (int i = 1; i < 256; i++) {
      pool.allocate();
    }

    assertThat(pool.allocate()).hasToString("127.16.1.0");
  }
}
