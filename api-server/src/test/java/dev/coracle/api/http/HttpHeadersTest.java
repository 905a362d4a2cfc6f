// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpHeadersTest {

  private final HttpHeaders headers =
      HttpHeaders.NONE
          .and("Set-Cookie", "a=1")
          .and("Connection", "keep-alive, Upgrade")
          .and("set-cookie", "b=2")
          .and("connection", "X-Own");

  @Test
  void names_areComparedWithoutCaseAndKeptAsWritten() {
    assertThat(headers.values("SET-COOKIE")).containsExactly("a=1", "b=2");
    assertThat(headers.first("set-cookie")).contains("a=1");
    assertThat(headers.without("Set-Cookie"))
        .hasToString("Connection: keep-alive, Upgrade\r\nconnection: X-Own\r\n");
  }

  @Test
  void lists_areReadOverAllLines() {
    assertThat(headers.elements("Connection")).containsExactly("keep-alive", "Upgrade", "X-Own");
    assertThat(headers.has("connection", "UPGRADE")).isTrue();
    assertThat(headers.has("connection", "up")).isFalse();
  }

  @Test
  void with_replacesAllOfThem() {
    assertThat(headers.with("Set-Cookie", "c").values("set-cookie")).containsExactly("c");
  }
}
