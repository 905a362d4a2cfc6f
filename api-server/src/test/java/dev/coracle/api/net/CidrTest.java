// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 10.96.0.0/16, 10.96.255.255, true",
    "10.96.7.9/16, 10.96.0.0/16, 10.96.255.255, false",
    "10.0.0.1/32, 10.0.0.1/32, 10.0.0.1, true",
    "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255, true",
    "127.5.64.0/18, 127.5.64.0/18, 127.5.127.255, true",
    "fd00:1::/112, fd00:1::/112, fd00:1::ffff, true",
    "2001:db8:0:0:1::/80, 2001:db8:0:0:1::/80, 2001:db8::1:ffff:ffff:ffff, true",
    "fd00:1::5/32, fd00:1::/32, fd00:1:ffff:ffff:ffff:ffff:ffff:ffff, false",
    "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "fd00::1/128, fd00::1/128, fd00::1, true",
    "fd00::/64, fd00::/64, fd00::ffff:ffff:ffff:ffff, true",
  })
  void block_hasFirstAndLastAddress(String text, String block, String last, boolean canonical) {
    Cidr cidr = Cidr.of(text);

    assertThat(cidr).hasToString(Cidr.of(block).toString());
    assertThat(cidr.last()).hasToString(last);
    assertThat(cidr.isCanonical()).isEqualTo(canonical);
    assertThat(Cidr.parseLegacy(text)).contains(cidr);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/8x",
        "10.0.0/8",
        "x/8",
        "::/129",
        "fe80::1%a/64",
        "10.0.0.0/4294967304"
      })
  void otherText_isNoBlock(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
    assertThat(Cidr.parseLegacy(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"010.0.0.0/8, 10.0.0.0/8", "10.0.0.0/08, 10.0.0.0/8", "10.0.0.0/00, 0.0.0.0/0"})
  void zerosInFront_areOfOldFields(String text, String block) {
    assertThat(Cidr.parse(text)).isEmpty();
    assertThat(Cidr.parseLegacy(text).map(Cidr::toString)).contains(block);
  }

  @Test
  void mappedBlock_isTheIpv4BlockInOldFields() {
    assertThat(Cidr.parseLegacy("::ffff:10.0.0.0/104")).contains(Cidr.of("10.0.0.0/8"));
    assertThat(Cidr.parseLegacy("::ffff:10.0.0.0/90")).isEmpty();
    assertThat(Cidr.of("::ffff:10.0.0.0/104").contains(IpAddress.of("10.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 10.96.0.0, true",
    "10.96.0.0/16, 10.96.255.255, true",
    "10.96.9.9/16, 10.96.0.1, true",
    "10.96.0.0/16, 10.97.0.0, false",
    "10.96.0.0/16, 10.95.255.255, false",
    "10.96.0.0/16, ::a60:1, false",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, fd00::1, false",
    "10.0.0.4/30, 10.0.0.8, false",
    "fd00::/63, fd00:0:0:1::9, true",
    "fd00::/64, fd00:0:0:1::9, false",
    "fd00::/65, fd00::8000:0:0:0, false",
    "fd00::1/128, fd00:0:0:0:0:0:0:1, true",
    "::/0, 10.0.0.1, false",
  })
  void block_containsItsAddresses(String block, String address, boolean contained) {
    assertThat(Cidr.of(block).contains(IpAddress.of(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.96.0.0/16, true",
    "10.96.0.0/16, 10.0.0.0/8, false",
    "10.96.0.0/16, 10.96.0.0/16, true",
    "10.96.0.0/16, 10.97.0.0/24, false",
    "10.0.0.0/8, fd00::/64, false",
  })
  void block_containsSmallerBlocks(String outer, String inner, boolean contained) {
    assertThat(Cidr.of(outer).contains(Cidr.of(inner))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 1, 10.96.0.1",
    "10.96.0.12/30, 1, 10.96.0.13",
    "10.96.0.13/30, 1, 10.96.0.13",
    "fd00:10:96::/112, 10, fd00:10:96::a",
  })
  void at_countsFromTheFirstAddress(String block, long offset, String address) {
    Cidr cidr = Cidr.of(block);

    assertThat(cidr.at(offset)).hasToString(address);
    assertThat(cidr.offsetOf(IpAddress.of(address))).isEqualTo(offset);
  }

  @Test
  void singleAddress_isABlock() {
    assertThat(Cidr.of(IpAddress.of("10.0.0.1"))).hasToString("10.0.0.1/32");
    assertThat(Cidr.of(IpAddress.of("fd00::1"))).hasToString("fd00::1/128");
  }

  @Test
  void wrongBlock_isNamed() {
    IpAddress address = IpAddress.of("10.0.0.1");

    assertThatThrownBy(() -> Cidr.of("10.0.0.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CIDR: \"10.0.0.1\" (expected: one such as 10.0.0.0/8 or fd00::/8)");
    assertThatThrownBy(() -> new Cidr(address, 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix length: 33 (expected: 0-32)");
  }
}
