// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as texts, as numbers and as keys; most rows are of Go's netip_test.go. */
class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, 10.96.0.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "FD00:0:0:0:0:0:0:0A, fd00::a",
    "fd00:0:0:0:0:0:0:1, fd00::1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
    "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304",
    "0:0:0:0:0:0:1.2.3.4, ::102:304",
    "::ffff:1.2.3.4, ::ffff:1.2.3.4",
    "::ffff:0102:0304, ::ffff:1.2.3.4",
    "::fffe:1.2.3.4, ::fffe:102:304",
    "fd7a:115c:a1e0:ab12:4843:cd96:626b:430b, fd7a:115c:a1e0:ab12:4843:cd96:626b:430b",
  })
  void text_isCanonical(String text, String canonical) {
    assertThat(IpAddress.parse(text).map(IpAddress::toString)).contains(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bad",
        "1234",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.a",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "+1.2.3.4",
        "1.2.3.4 ",
        "1::2::3",
        "1:::2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        ":1::",
        "1::2:",
        "::g",
        "fe80::1%eth0",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:1.2.3.4",
        "::1.2.3",
        "[::1]",
        "None",
        "\u0661.2.3.4"
      })
  void otherText_isNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
    assertThat(IpAddress.parseLegacy(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "010.096.0.001, 10.96.0.1",
    "0000010.0.0.08, 10.0.0.8",
    "::1.2.3.04, ::102:304",
    "0fd00::00001, fd00::1",
  })
  void zerosInFront_areOfOldFields(String text, String canonical) {
    assertThat(IpAddress.parse(text)).isEmpty();
    assertThat(IpAddress.parseLegacy(text).map(IpAddress::toString)).contains(canonical);
  }

  @Test
  void mappedAddress_isAnotherKeyThanTheOneItMaps() {
    IpAddress mapped = IpAddress.of("::ffff:10.0.0.1");

    assertThat(mapped.isIpv4Mapped()).isTrue();
    assertThat(mapped).isNotEqualTo(IpAddress.of("10.0.0.1"));
    assertThat(mapped.unmapped()).isEqualTo(IpAddress.of("10.0.0.1"));
    assertThat(IpAddress.parseLegacy("::ffff:10.0.0.1")).contains(IpAddress.of("10.0.0.1"));
  }

  @Test
  void twoTextsOfOneAddress_areOneKey() {
    assertThat(IpAddress.of("fd00:0:0:0:0:0:0:1"))
        .isEqualTo(IpAddress.of("fd00::1"))
        .hasSameHashCodeAs(IpAddress.of("fd00::1"));
    assertThat(IpAddress.of("::1")).isNotEqualTo(IpAddress.of("0.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.255.0.9, loopback",
    "128.0.0.1, ''",
    "126.255.255.255, ''",
    "::1, loopback",
    "::2, ''",
    "fd00::1, ''",
    "0.0.0.0, unspecified",
    "::, unspecified",
    "169.254.1.1, link-local",
    "169.255.0.0, ''",
    "fe80::1, link-local",
    "febf:ffff::1, link-local",
    "fec0::1, ''",
    "224.0.0.9, multicast",
    "224.0.1.0, ''",
    "ff02::1, multicast",
    "ff12::1, multicast",
    "ff05::1, ''",
  })
  void address_knowsItsScope(String text, String scope) {
    IpAddress address = IpAddress.of(text);

    assertThat(address.isLoopback()).isEqualTo(scope.equals("loopback"));
    assertThat(address.isUnspecified()).isEqualTo(scope.equals("unspecified"));
    assertThat(address.isLinkLocal()).isEqualTo(scope.equals("link-local"));
    assertThat(address.isLinkLocalMulticast()).isEqualTo(scope.equals("multicast"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 1, 10.0.0.2",
    "10.0.0.255, 1, 10.0.1.0",
    "10.0.1.0, -1, 10.0.0.255",
    "127.255.255.255, 1, 128.0.0.0",
    "255.255.255.255, 1, 0.0.0.0",
    "fd00::, 10, fd00::a",
    "fd00::ffff:ffff:ffff:ffff, 1, fd00:0:0:1::",
    "fd00:0:0:1::, -1, fd00::ffff:ffff:ffff:ffff",
    "::, -1, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fd00::8000:0:0:0, 1, fd00::8000:0:0:1",
  })
  void plus_countsOn(String from, long distance, String to) {
    assertThat(IpAddress.of(from).plus(distance)).hasToString(to);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.0, 10.0.0.0, 256",
    "10.0.0.0, 10.0.1.0, -256",
    "fd00:0:0:1::5, fd00:0:0:1::, 5",
    "fd00:0:0:1::, fd00::ffff:ffff:ffff:ffff, 1",
  })
  void minus_isTheDistance(String address, String from, long distance) {
    assertThat(IpAddress.of(address).minus(IpAddress.of(from))).isEqualTo(distance);
  }

  @ParameterizedTest
  @CsvSource({"fd00::, 10.0.0.0", "fd00:1::, fd00::"})
  void minus_ofSomethingFar_fails(String address, String from) {
    IpAddress far = IpAddress.of(from);

    assertThatThrownBy(() -> IpAddress.of(address).minus(far))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(address + " is not near " + from);
  }

  @Test
  void order_isOfFamilyThenOfNumber() {
    List<String> sorted =
        Stream.of("fd00::1", "9.0.0.1", "::2", "10.0.0.2", "200.0.0.1", "10.0.0.10", "8000::")
            .map(IpAddress::of)
            .sorted()
            .map(IpAddress::toString)
            .toList();

    assertThat(sorted)
        .containsExactly(
            "9.0.0.1", "10.0.0.2", "10.0.0.10", "200.0.0.1", "::2", "8000::", "fd00::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "255.1.2.3", "fd00::a", "8000:1::ffff"})
  void bytes_areThoseOfJava(String text) throws Exception {
    InetAddress java = InetAddress.getByName(text);

    assertThat(IpAddress.of(text).bytes()).isEqualTo(java.getAddress());
    assertThat(IpAddress.of(java)).isEqualTo(IpAddress.of(text));
    assertThat(IpAddress.of(text).toInetAddress()).isEqualTo(java);
  }

  @Test
  void wrongText_isNamed() {
    assertThatThrownBy(() -> IpAddress.of("web"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address: \"web\" (expected: one such as 10.9.8.7 or fd00::1)");
    assertThatThrownBy(() -> IpAddress.of(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes: 5 (expected: 4 or 16)");
  }
}
