// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsReader;
import dev.coracle.api.dns.DnsWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Real name servers that are asked in turn until one answers. */
final class DnsForward implements DnsUpstream {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int UDP_SIZE = 1232;

  private final List<InetSocketAddress> servers;
  private final AtomicInteger ids = new AtomicInteger();

  DnsForward(List<InetSocketAddress> servers) {
    this.servers = List.copyOf(servers);
  }

  @Override
  public Optional<DnsAnswer> answer(DnsQuestion question, boolean tcp) throws IOException {
    IOException last = new IOException("no name server to forward to");
    for (InetSocketAddress server : servers) {
      try {
        return Optional.of(ask(server, question, tcp));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private DnsAnswer ask(InetSocketAddress server, DnsQuestion question, boolean tcp)
      throws IOException {
    DnsMessage query = DnsMessage.query(ids.incrementAndGet() & 0xffff, question, UDP_SIZE);
    byte[] bytes = DnsWriter.write(query, 65535);
    try {
      DnsMessage reply = DnsReader.read(DnsExchange.exchange(server, bytes, tcp, TIMEOUT));
      return new DnsAnswer(
          new DnsCode(reply.code()),
          false,
          true,
          reply.has(DnsMessage.TRUNCATED),
          reply.answers(),
          reply.authority(),
          reply.additional(),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IOException(server + " answered what is no DNS message", e);
    }
  }
}
