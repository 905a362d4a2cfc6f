// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coracle.api.net.IpAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DnsWireTest {

  private static final String NAME = "web.default.svc.cluster.local.";
  private static final IpAddress IP = IpAddress.of("10.0.0.1");

  @Test
  void everyKindOfRecord_isReadAsItWasWritten() {
    DnsMessage message =
        message(
            List.of(
                DnsRecord.address(NAME, 30, IP),
                DnsRecord.address(NAME, 30, IpAddress.of("fd00::1")),
                DnsRecord.target(NAME, DnsType.CNAME, 30, "a\\.b.\\001x.example.com."),
                new DnsRecord(NAME, DnsType.SRV, 30, new DnsData.Srv(1, 2, 80, NAME)),
                new DnsRecord(NAME, DnsType.MX, 30, new DnsData.Mx(10, NAME)),
                new DnsRecord(
                    NAME, DnsType.TXT, 30, new DnsData.Text(List.of("v=spf1 -all", "", "b"))),
                new DnsRecord(
                    "local.",
                    DnsType.SOA,
                    30,
                    new DnsData.Soa("ns.local.", "hm.local.", 4_000_000_000L, 1, 2, 3, 4)),
                new DnsRecord(NAME, DnsType.CAA, 30, new DnsData.Raw("0001ff"))));

    assertThat(DnsReader.read(DnsWriter.write(message, 65535))).isEqualTo(message);
  }

  @Test
  void longMessage_isCompressed_andReadTheSame() {
    DnsMessage message = message(addresses(60));

    byte[] bytes = DnsWriter.write(message, 65535);

    assertThat(bytes).hasSize(12 + NAME.length() + 1 + 4 + 60 * 16 + 11);
    assertThat(DnsReader.read(bytes)).isEqualTo(message);
  }

  @Test
  void messageThatDoesNotFit_losesItsEndAndSaysSo() {
    List<DnsRecord> extra = List.of(DnsRecord.address("x.local.", 30, IP));
    DnsMessage whole = message(addresses(29)).with(addresses(27), List.of(), extra);
    DnsMessage large = message(addresses(29));

    DnsMessage withoutExtra = DnsReader.read(DnsWriter.write(whole, 498));
    DnsMessage withoutAnswers = DnsReader.read(DnsWriter.write(large, 512));

    assertThat(withoutExtra.has(DnsMessage.TRUNCATED)).isTrue();
    assertThat(withoutExtra.answers()).hasSize(27);
    assertThat(withoutExtra.additional()).isEmpty();
    assertThat(withoutAnswers.has(DnsMessage.TRUNCATED)).isTrue();
    assertThat(withoutAnswers.answers()).hasSize(28);
    assertThat(withoutAnswers.edns()).isPresent();
  }

  @Test
  void brokenMessages_areRefused() {
    for (String hex :
        List.of("00", "000000000001000000000000c00c00010001", "0000000000010000000000003f61")) {
      byte[] bytes = HexFormat.of().parseHex(hex);

      assertThatThrownBy(() -> DnsReader.read(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<DnsRecord> addresses(int count) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i -> DnsRecord.address(NAME, 30, IpAddress.of("10.0.0." + i)))
            .toList());
  }

  private static DnsMessage message(List<DnsRecord> answers) {
    return new DnsMessage(
        7,
        DnsMessage.RESPONSE,
        3,
        List.of(DnsQuestion.of(NAME, DnsType.A)),
        answers,
        List.of(),
        List.of(),
        Optional.of(new DnsMessage.Edns(0, 1232, true)));
  }
}
