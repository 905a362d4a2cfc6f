// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/16, 10.96.0.1",
    "127.5.64.0/18, 127.5.64.1",
    "10.96.0.12/30, 10.96.0.13",
    "fd00:10:96::/112, fd00:10:96::1",
    "2001:db8:0:0:1::/80, 2001:db8::1:0:0:1",
  })
  void firstUsable_followsTheNetwork(String block, String first) {
    assertThat(CidrBlock.parse(block).orElseThrow().firstUsable()).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.96.0.0/16, true",
    "10.96.0.0/16, 10.0.0.0/8, false",
    "10.96.0.0/16, 10.96.0.0/16, true",
    "10.96.0.0/16, 10.97.0.0/24, false",
    "10.0.0.0/8, fd00::/64, false",
  })
  void contains_comparesWholeBlocks(String outer, String inner, boolean contained) {
    CidrBlock block = CidrBlock.parse(outer).orElseThrow();

    assertThat(block.contains(CidrBlock.parse(inner).orElseThrow())).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33", "example.com/8", "1.2.3/x"})
  void text_thatIsNoBlock_isNone(String text) {
    assertThat(CidrBlock.parse(text)).isEmpty();
  }
}
