// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses and blocks that old fields accept, as new ones judge them. */
final class IpRulesTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1, ''",
    "FD00::0001, ''",
    "10.96.0.01, must not have leading 0s",
    "::ffff:1.2.3.4, must not be an IPv4-mapped IPv6 address",
    "::ffff:102:304, must not be an IPv4-mapped IPv6 address",
    "::ffff:1.2.3.04, must not have leading 0s",
    "x, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'"
  })
  void oddAddress_isNamed(String text, String problem) {
    assertThat(String.join(";", IpRules.problems(text))).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, ''",
    "FD00::/64, ''",
    "10.96.0.0/016, must not have leading 0s in IP or prefix length",
    "010.96.0.0/16, must not have leading 0s in IP or prefix length",
    "::ffff:10.0.0.0/104, must not have an IPv4-mapped IPv6 address",
    "10.96.0.1/16, must not have bits set beyond the prefix length",
    "10.96.0.0, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'",
    "10.96.0.0/33, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'"
  })
  void oddBlock_isNamed(String text, String problem) {
    assertThat(String.join(";", IpRules.cidrProblems(text))).isEqualTo(problem);
  }
}
