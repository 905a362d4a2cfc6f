// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsCode;
import dev.coracle.api.dns.DnsData;
import dev.coracle.api.dns.DnsMessage;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsReader;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.dns.DnsWriter;
import dev.coracle.api.net.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Pod's resolver: names become addresses as the GNU C library does it with the Pod's {@code
 * resolv.conf}.
 *
 * <p>Questions to the cluster's DNS server go to it without a socket; other name servers are asked
 * over the network, at the place where {@link Route} says that they are.
 */
public final class DnsResolver {

  private static final int UDP_SIZE = 1232;
  private static final List<DnsType> TYPES = List.of(DnsType.A, DnsType.AAAA);

  private final DnsServer server;
  private final Route route;
  private final AtomicInteger ids = new AtomicInteger();

  /** Where a question to an address and port of the cluster really goes. */
  @FunctionalInterface
  public interface Route {

    /**
     * A real address.
     *
     * @throws IOException when the question gets nowhere, after the timeout where it is lost
     */
    InetSocketAddress route(
        IpAddress client, IpAddress address, int port, boolean udp, Duration timeout)
        throws IOException;
  }

  public DnsResolver(DnsServer server, Route route) {
    this.server = server;
    this.route = route;
  }

  /**
   * Looks a name up for the program at an address: IPv4 addresses first; blocks.
   *
   * @throws UnknownHostException when it has no address, with the text that programs know
   */
  public List<IpAddress> resolve(String name, ResolverConfig config, IpAddress client)
      throws UnknownHostException {
    Optional<IpAddress> literal = IpAddress.parse(name);
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    return new Lookup(name, config, client).resolve();
  }

  /**
   * Sends a message as it is to a name server, for programs that speak DNS themselves; blocks.
   *
   * @throws IOException when it does not answer in time
   */
  byte[] query(
      InetSocketAddress nameserver, byte[] message, boolean tcp, IpAddress client, Duration timeout)
      throws IOException {
    IpAddress ip = IpAddress.of(nameserver.getAddress());
    InetSocketAddress real = route.route(client, ip, nameserver.getPort(), !tcp, timeout);
    return real.equals(server.localAddress())
        ? server.query(client, message, tcp)
        : DnsExchange.exchange(real, message, tcp, timeout);
  }

  /** The names that are asked for, in order, each absolute. */
  static List<String> candidates(String name, ResolverConfig config) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    List<String> all = new ArrayList<>();
    long dots = name.chars().filter(c -> c == '.').count();
    boolean absoluteFirst = dots >= config.option("ndots", 1, 15);
    if (absoluteFirst) {
      all.add(name + ".");
    }
    for (String search : config.searches()) {
      String suffix = search.equals(".") || search.endsWith(".") ? search : search + ".";
      all.add(suffix.equals(".") ? name + "." : name + "." + suffix);
    }
    if (!absoluteFirst) {
      all.add(name + ".");
    }
    return all.stream().distinct().filter(DnsResolver::isName).toList();
  }

  private static boolean isName(String absolute) {
    return absolute.length() <= 254 && absolute.matches("([^.]{1,63}\\.)+");
  }

  /** One name on its way through the search list. */
  private final class Lookup {

    private final String name;
    private final ResolverConfig config;
    private final IpAddress client;
    private boolean exists;
    private boolean failed;

    Lookup(String name, ResolverConfig config, IpAddress client) {
      this.name = name;
      this.config = config;
      this.client = client;
    }

    List<IpAddress> resolve() throws UnknownHostException {
      for (String candidate : candidates(name, config)) {
        List<IpAddress> found = new ArrayList<>();
        for (DnsType type : TYPES) {
          found.addAll(ask(DnsQuestion.of(candidate, type)));
        }
        if (!found.isEmpty()) {
          return found;
        }
      }
      throw new UnknownHostException(name + ": " + reason());
    }

    private String reason() {
      if (failed) {
        return "Temporary failure in name resolution";
      }
      return exists ? "No address associated with hostname" : "Name or service not known";
    }

    private List<IpAddress> ask(DnsQuestion question) {
      int attempts = config.option("attempts", 2, 5);
      for (int i = 0; i < attempts; i++) {
        for (String nameserver : config.nameservers().stream().limit(3).toList()) {
          Optional<DnsMessage> reply = ask(nameserver, question);
          if (reply.isPresent() && isFinal(reply.get())) {
            exists |= reply.get().code() == DnsCode.NOERROR.number();
            return addresses(reply.get(), question.type());
          }
        }
      }
      failed = true;
      return List.of();
    }

    private Optional<DnsMessage> ask(String nameserver, DnsQuestion question) {
      int id = ids.incrementAndGet() & 0xffff;
      byte[] query = DnsWriter.write(DnsMessage.query(id, question, UDP_SIZE), 65535);
      Duration timeout = Duration.ofSeconds(config.option("timeout", 5, 30));
      try {
        IpAddress ip =
            IpAddress.parse(nameserver)
                .orElseThrow(() -> new IOException("nameserver: " + nameserver));
        InetSocketAddress target = new InetSocketAddress(ip.toInetAddress(), 53);
        boolean tcp = config.has("use-vc");
        DnsMessage reply = DnsReader.read(query(target, query, tcp, client, timeout));
        return reply.has(DnsMessage.TRUNCATED) && !tcp
            ? Optional.of(DnsReader.read(query(target, query, true, client, timeout)))
            : Optional.of(reply);
      } catch (IOException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private static boolean isFinal(DnsMessage reply) {
      return reply.code() == DnsCode.NOERROR.number() || reply.code() == DnsCode.NXDOMAIN.number();
    }

    private static List<IpAddress> addresses(DnsMessage reply, DnsType type) {
      return reply.answers().stream()
          .filter(each -> each.type().equals(type))
          .map(DnsRecord::data)
          .filter(DnsData.Address.class::isInstance)
          .map(data -> ((DnsData.Address) data).address())
          .toList();
    }
  }
}
