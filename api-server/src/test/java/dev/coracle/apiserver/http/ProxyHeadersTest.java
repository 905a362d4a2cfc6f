// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.api.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeadersTest {

  private final ProxyHeaders headers =
      new ProxyHeaders("/pods/web/proxy", "api:6443", "https", "192.0.2.1");

  /** The rows of upstream's transport_test.go that are about Location. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          /a                        => /pods/web/proxy/a
          /a/                       => /pods/web/proxy/a/
          /a?b=c#d                  => /pods/web/proxy/a?b=c#d
          /pods/web/proxy/a         => /pods/web/proxy/a
          a                         => a
          ../a                      => ../a
          http://10.0.0.9:80/a      => /pods/web/proxy/a
          http://api:6443/a         => /pods/web/proxy/a
          http://elsewhere/a        => http://elsewhere/a
          //elsewhere/a             => //elsewhere/a
          http://[broken            => http://[broken
          """)
  void location_isSeenFromTheClient(String from, String seen) {
    HttpHeaders answer = HttpHeaders.NONE.and("Location", from);

    assertThat(headers.response(answer, "10.0.0.9:80").values("location")).containsExactly(seen);
  }

  @Test
  void trailersAreAskedFor_ifTheClientAsks() {
    HttpHeaders asked = HttpHeaders.NONE.and("TE", "trailers, deflate").and("Connection", "TE");

    assertThat(headers.request(asked, "/").values("te")).containsExactly("trailers");
    assertThat(headers.request(HttpHeaders.NONE, "/").contains("te")).isFalse();
  }

  @Test
  void impersonationAndCredentials_stayHere() {
    HttpHeaders asked =
        HttpHeaders.NONE.and("Authorization", "x").and("Impersonate-User", "y").and("Cookie", "z");

    assertThat(headers.request(asked, "/").without(name -> name.startsWith("X-")))
        .hasToString("Cookie: z\r\n");
    assertThat(headers.upgrade(asked).without(name -> name.startsWith("X-")))
        .hasToString("Cookie: z\r\n");
  }
}
