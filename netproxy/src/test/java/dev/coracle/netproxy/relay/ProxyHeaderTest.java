// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyHeaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static final String MAPPED = "00000000000000000000ffff";

  private static ProxyHeader header(String caller, String called) {
    return new ProxyHeader(
        new InetSocketAddress(caller, 0x1234), new InetSocketAddress(called, 8080));
  }

  @ParameterizedTest
  @CsvSource({
    "127.5.128.2, 127.5.128.3, PROXY TCP4 127.5.128.2 127.5.128.3 4660 8080",
    "fd00::2, fd00::3, PROXY TCP6 fd00:0:0:0:0:0:0:2 fd00:0:0:0:0:0:0:3 4660 8080",
    "127.0.0.1, fd00::3, PROXY TCP6 ::ffff:127.0.0.1 fd00:0:0:0:0:0:0:3 4660 8080"
  })
  void text_namesBothEnds(String caller, String called, String line) {
    assertThat(header(caller, called).asText().toString(US_ASCII)).isEqualTo(line + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "127.5.128.2, 127.5.128.3, 2111000c 7f058002 7f058003 12341f90",
    "fd00::2, fd00::3, 21210024 fd000000000000000000000000000002 fd000000000000000000000000000003 12341f90",
    "127.0.0.1, fd00::3, 21210024 " + MAPPED + "7f000001 fd000000000000000000000000000003 12341f90"
  })
  void bytes_nameBothEnds(String caller, String called, String hex) {
    assertThat(ByteBufUtil.hexDump(header(caller, called).asBytes()))
        .isEqualTo(SIGNATURE + hex.replace(" ", ""));
  }
}
