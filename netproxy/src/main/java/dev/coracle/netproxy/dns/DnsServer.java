// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.dns.DnsData;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsReverse;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.net.IpFamily;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.plan.Binder;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.netproxy.route.NetworkState;
import dev.coracle.network.Hosts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The cluster's DNS server: what CoreDNS answers as kubeadm sets it up, over UDP and TCP on the
 * address of the DNS Service, and in this JVM without a socket.
 *
 * <p>Names of the cluster are answered from a picture that follows the API, without a cache. Other
 * names are looked up in {@link #hosts}, then among the hosts of Ingresses, then by the upstream
 * servers given, if any; a name that nobody knows does not exist.
 *
 * <p>At a second address it is what nodes have in their {@code resolv.conf}: the same server
 * without the names of the cluster.
 */
public final class DnsServer implements AutoCloseable {

  private static final int PORT = 53;

  private final IpAddress address;
  private final String domain;
  private final Binder binder;
  private final Supplier<NetworkState> state;
  private final DnsHosts hosts = new DnsHosts();
  private final DnsChain chain;
  private final DnsHandler.Answers answers;
  private final Set<BoundPort> ports = ConcurrentHashMap.newKeySet();
  private final BoundPort local;

  /**
   * How a server is set up.
   *
   * @param domain the cluster's domain, such as {@code cluster.local}
   * @param address where Pods expect it: the ClusterIP of the Service kube-system/kube-dns
   * @param nodeAddress where nodes expect their own resolver, which knows no Service
   * @param upstreams real name servers for names that are not the cluster's; may be empty
   * @param ingress where the hosts of Ingresses are served, once they are
   */
  public record Options(
      String domain,
      IpAddress address,
      IpAddress nodeAddress,
      List<InetSocketAddress> upstreams,
      Supplier<Optional<IpAddress>> ingress) {

    public Options {
      upstreams = List.copyOf(upstreams);
    }
  }

  /**
   * Starts a server on port 53 of its address, or where that port is refused on a free one.
   *
   * @param state what is known of the cluster when somebody asks
   * @throws IOException when its address has no free port either
   */
  public static DnsServer start(
      Binder binder, Time time, Options options, Supplier<NetworkState> state) throws IOException {
    return new DnsServer(binder, time, options, state);
  }

  private DnsServer(Binder binder, Time time, Options options, Supplier<NetworkState> state)
      throws IOException {
    this.binder = binder;
    this.state = state;
    this.address = options.address();
    this.domain = options.domain();
    DnsConfig config = DnsConfig.kubeadm(options.domain(), List.of(address));
    boolean forwards = !options.upstreams().isEmpty();
    DnsUpstream known = (question, tcp) -> hosts.answer(question);
    DnsUpstream ingresses = new IngressNames(state, options.ingress());
    List<DnsUpstream> upstreams =
        forwards
            ? List.of(known, ingresses, new DnsForward(options.upstreams()))
            : List.of(known, ingresses);
    this.chain = new DnsChain(new DnsZone(config)::answer, state, upstreams, time);
    this.answers = answers(chain, forwards, time);
    this.local = listen(address, PORT);
    listen(options.nodeAddress(), PORT, answers(chain.withoutZone(), forwards, time));
  }

  /** Only a forwarded question may block; all others are answered on the event loop. */
  private static DnsHandler.Answers answers(DnsChain chain, boolean forwards, Time time) {
    return forwards
        ? (query, tcp, from, reply) ->
            time.work("dns query", () -> chain.reply(query, tcp, from).ifPresent(reply))
        : (query, tcp, from, reply) -> chain.reply(query, tcp, from).ifPresent(reply);
  }

  /**
   * Listens on one more address, over UDP and TCP: on the port wished for, or where that is refused
   * on a free one.
   *
   * @throws IOException when the address has no free port either
   */
  BoundPort listen(IpAddress at, int port) throws IOException {
    return listen(at, port, answers);
  }

  private BoundPort listen(IpAddress at, int port, DnsHandler.Answers answers) throws IOException {
    BoundPort bound =
        binder.tcpAndUdp(at, port, new Connections(answers), new DnsHandler.Udp(answers));
    ports.add(bound);
    return bound;
  }

  /** Prepares the channel of each client. */
  @ChannelHandler.Sharable
  private static final class Connections extends ChannelInitializer<Channel> {

    private final DnsHandler.Answers answers;

    Connections(DnsHandler.Answers answers) {
      this.answers = answers;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new LengthFieldBasedFrameDecoder(65537, 0, 2, 0, 2))
          .addLast(new LengthFieldPrepender(2))
          .addLast(new DnsHandler.Tcp(answers));
    }
  }

  /** Where Pods expect the server: port 53 of the DNS Service's address. */
  public IpAddress address() {
    return address;
  }

  /** Where the server really listens. */
  public InetSocketAddress localAddress() {
    return local.real();
  }

  /** Names outside the cluster that this server knows. */
  public Hosts hosts() {
    return hosts;
  }

  /**
   * Answers a message as it stands on the wire, without a socket; blocks while an upstream is
   * asked.
   *
   * @return the reply, or an empty array where the message deserves none
   */
  byte[] query(IpAddress client, byte[] message, boolean tcp) {
    return chain.reply(message, tcp, client).orElseGet(() -> new byte[0]);
  }

  /**
   * Looks an absolute name up, as the server itself would answer it: IPv4 addresses first, none
   * where the name has none; blocks while an upstream is asked, and is not logged.
   */
  public List<IpAddress> resolve(String name) {
    return Stream.of(DnsType.A, DnsType.AAAA)
        .map(type -> chain.resolve(DnsQuestion.of(name, type), true))
        .flatMap(answer -> answer.answers().stream())
        .map(DnsRecord::data)
        .filter(DnsData.Address.class::isInstance)
        .map(data -> ((DnsData.Address) data).address())
        .toList();
  }

  /**
   * Why a name is unknown, in one line.
   *
   * @param namespace the one in which a bare name is looked for
   */
  public String explainUnknown(String name, String namespace) {
    return UnknownName.explain(name, domain, namespace, state.get());
  }

  /** What programs outside have for a {@code resolv.conf}: that of Pods of namespace default. */
  public ResolverConfig strangers() {
    return new ResolverConfig(
        List.of(address.toString()),
        List.of("default.svc." + domain, "svc." + domain, domain),
        List.of());
  }

  /**
   * Looks a name up as programs outside do, as it is or by their search path: at once, without
   * asking a policy, and not logged. Empty where it is unknown.
   */
  public List<IpAddress> lookUp(String name) {
    return DnsResolver.candidates(name, strangers()).stream()
        .map(this::resolve)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /**
   * The names that have IPv4 addresses, as the lines of a hosts file.
   *
   * @param namespace the one whose Services are known by their bare names
   */
  public List<String> hostLines(String namespace) {
    Set<String> others = new TreeSet<>(hosts.names());
    others.addAll(state.get().ingressRoutes().hosts());
    return new HostLines(domain, namespace, this::ipv4).of(state.get(), others);
  }

  private List<IpAddress> ipv4(String name) {
    return resolve(name).stream().filter(each -> each.family() == IpFamily.IPV4).toList();
  }

  /** The name of an address, without a dot at its end; empty where it has none. */
  public Optional<String> nameOf(IpAddress known) {
    DnsQuestion question = DnsQuestion.of(DnsReverse.of(known), DnsType.PTR);
    return chain.resolve(question, true).answers().stream()
        .map(DnsRecord::data)
        .filter(DnsData.Target.class::isInstance)
        .map(data -> ((DnsData.Target) data).name())
        .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
        .findFirst();
  }

  /** Forgets the names it was told, and what it was asked. */
  public void forget() {
    hosts.clear();
    chain.forgetQueries();
  }

  /** The last thousand questions, oldest first. */
  public List<DnsQuery> queries() {
    return chain.queries();
  }

  @Override
  public void close() {
    ports.forEach(BoundPort::close);
  }
}
