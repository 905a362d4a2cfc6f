// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and blocks as old fields read them and new ones judge them. */
final class IpTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 10.96.0.1",
    "010.096.0.001, 10.96.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "FD00:0:0:0:0:0:0:0A, fd00::a",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
    "::ffff:1.2.3.4, 1.2.3.4",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304"
  })
  void text_isCanonical(String text, String canonical) {
    assertThat(Ip.parse(text).map(Ip::toString)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.a",
        "1.2.3.",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "12345::",
        ":1::",
        "::g",
        "fe80::1%eth0",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "None"
      })
  void otherText_isNoAddress(String text) {
    assertThat(Ip.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, ''",
    "FD00::0001, ''",
    "10.96.0.01, must not have leading 0s",
    "::ffff:1.2.3.4, must not be an IPv4-mapped IPv6 address",
    "x, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'"
  })
  void oddAddress_isNamed(String text, String problem) {
    assertThat(String.join(";", Ip.problems(text))).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 10.96.0.0/16, 10.96.255.255",
    "10.96.7.9/16, 10.96.0.0/16, 10.96.255.255",
    "10.0.0.1/32, 10.0.0.1/32, 10.0.0.1",
    "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255",
    "fd00:1::/112, fd00:1::/112, fd00:1::ffff",
    "::ffff:10.0.0.0/104, 10.0.0.0/8, 10.255.255.255"
  })
  void block_hasFirstAndLastAddress(String text, String block, String last) {
    Cidr cidr = Cidr.parse(text).orElseThrow();

    assertThat(cidr).hasToString(block);
    assertThat(cidr.last()).hasToString(last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "x/8", "::/129"})
  void otherText_isNoBlock(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void block_containsSmallerBlocks() {
    Cidr cidr = Cidr.parse("10.96.0.0/16").orElseThrow();

    assertThat(cidr.contains(Cidr.parse("10.96.7.0/24").orElseThrow())).isTrue();
    assertThat(cidr.contains(Cidr.parse("10.96.0.0/15").orElseThrow())).isFalse();
    assertThat(cidr.contains(Ip.parse("10.97.0.0").orElseThrow())).isFalse();
    assertThat(cidr.contains(Ip.parse("::a60:1").orElseThrow())).isFalse();
  }
}
