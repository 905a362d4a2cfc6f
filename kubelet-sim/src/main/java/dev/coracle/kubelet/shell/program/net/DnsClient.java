// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsReader;
import dev.coracle.api.dns.DnsWriter;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.time.Duration;

/** Asks name servers on behalf of a program. */
record DnsClient(ShellProcess process, String server, int port, boolean tcp, Duration timeout) {

  private static final int LARGEST = 512;

  DnsMessage ask(DnsQuestion question) throws IOException {
    int id = process.session().random().nextInt(65536);
    byte[] query = DnsWriter.write(DnsMessage.query(id, question), LARGEST);
    byte[] answer = process.session().network().dnsQuery(server, port, query, tcp, timeout);
    try {
      return DnsReader.read(answer);
    } catch (IllegalArgumentException e) {
      throw new IOException("malformed DNS message", e);
    }
  }
}
