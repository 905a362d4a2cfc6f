// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coracle.kubelet.shell.LoopbackNetwork;
import dev.coracle.kubelet.shell.TestShell;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsProgramsTest {

  private static final String WEB = "web.default.svc.cluster.local";

  private final TestShell shell = new TestShell();

  @BeforeEach
  void start() {
    shell.write(
        "/etc/resolv.conf",
        "search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n");
    shell.network.names.put("10.96.0.10", "10.96.0.10");
    shell.network.nameserver.set(DnsProgramsTest::answer);
  }

  @AfterEach
  void close() throws Exception {
    shell.close();
  }

  /** One A record for the service, an empty answer for its other types, no other name. */
  private static byte[] answer(byte[] query) {
    String asked =
        new String(query, 12, query.length - 17, StandardCharsets.ISO_8859_1)
            .replaceAll("[\\x00-\\x1f]", ".")
            .substring(1);
    boolean known = asked.equals(WEB);
    boolean address = query[query.length - 3] == 1;
    var out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.writeBytes(
        ByteBuffer.allocate(10)
            .putShort((short) (known ? 0x8580 : 0x8583))
            .putShort((short) 1)
            .putShort((short) (known && address ? 1 : 0))
            .array());
    out.write(query, 12, query.length - 12);
    if (known && address) {
      out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4, 10, 96, 0, 7});
    }
    return out.toByteArray();
  }

  @Test
  void nslookup_triesTheSearchDomains() {
    assertThat(shell.sh("nslookup web"))
        .isEqualTo(
            new TestShell.Result(
                0,
                """
                Server:\t\t10.96.0.10
                Address:\t10.96.0.10:53

                Name:\tweb.default.svc.cluster.local
                Address: 10.96.0.7

                """,
                ""));
  }

  @Test
  void nslookup_failsForAnUnknownName() {
    var result = shell.sh("nslookup nope.");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("** server can't find nope: NXDOMAIN\n");
  }

  @Test
  void dig_answersShortOrAsARecord() {
    assertThat(shell.sh("dig +short " + WEB + " A").out()).isEqualTo("10.96.0.7\n");
    assertThat(shell.sh("dig +short +search web").out()).isEqualTo("10.96.0.7\n");
    assertThat(shell.sh("dig +notcp +noall +answer +search web A").out())
        .isEqualTo(WEB + ".\t30\tIN\tA\t10.96.0.7\n");
    assertThat(shell.sh("dig nope").out()).contains("status: NXDOMAIN");
  }

  @Test
  void dig_saysWhenNobodyAnswers() {
    var result = shell.sh("dig @" + LoopbackNetwork.BLACK_HOLE + " " + WEB);

    assertThat(result.status()).isEqualTo(9);
    assertThat(result.out()).endsWith(";; no servers could be reached\n");
  }

  @Test
  void getent_findsHosts() {
    assertThat(shell.sh("getent hosts localhost").out())
        .isEqualTo("127.0.0.1       localhost  localhost\n");
    assertThat(shell.sh("getent hosts nope").status()).isEqualTo(2);
  }
}
