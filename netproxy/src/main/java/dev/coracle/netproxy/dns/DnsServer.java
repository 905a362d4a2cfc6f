// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.KubeClient;
import dev.coracle.api.dns.DnsData;
import dev.coracle.api.dns.DnsQuestion;
import dev.coracle.api.dns.DnsRecord;
import dev.coracle.api.dns.DnsType;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.network.Hosts;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster's DNS server: what CoreDNS answers as kubeadm sets it up, over UDP and TCP on the
 * address of the DNS Service, and in this JVM without a socket.
 *
 * <p>Names of the cluster are answered from a picture that follows the API, without a cache. Other
 * names are looked up in {@link #hosts}, then by the upstream servers given, if any; a name that
 * nobody knows does not exist.
 */
public final class DnsServer implements AutoCloseable {

  private static final int PORT = 53;
  private static final int ATTEMPTS = 8;

  private final IpAddress address;
  private final DnsWatcher watcher;
  private final DnsHosts hosts = new DnsHosts();
  private final DnsChain chain;
  private final DnsHandler.Answers answers;
  private final EventLoopGroup group;
  private final List<Channel> channels = new ArrayList<>();
  private final InetSocketAddress local;

  /**
   * How a server is set up.
   *
   * @param domain the cluster's domain, such as {@code cluster.local}
   * @param address where Pods expect it: the ClusterIP of the Service kube-system/kube-dns
   * @param upstreams real name servers for names that are not the cluster's; may be empty
   */
  public record Options(String domain, IpAddress address, List<InetSocketAddress> upstreams) {

    public Options {
      upstreams = List.copyOf(upstreams);
    }
  }

  /**
   * Starts a server on port 53 of its address, or where that port is refused on a free one.
   *
   * @throws IOException when its address has no free port either
   */
  public static DnsServer start(KubeClient client, Time time, EventLoopGroup group, Options options)
      throws IOException {
    DnsServer server = new DnsServer(client, time, group, options);
    server.watcher.start();
    return server;
  }

  private DnsServer(KubeClient client, Time time, EventLoopGroup group, Options options)
      throws IOException {
    this.group = group;
    this.address = options.address();
    DnsConfig config = DnsConfig.kubeadm(options.domain(), List.of(address));
    this.watcher = new DnsWatcher(client, time, config);
    boolean forwards = !options.upstreams().isEmpty();
    DnsUpstream known = (question, tcp) -> hosts.answer(question);
    List<DnsUpstream> upstreams =
        forwards ? List.of(known, new DnsForward(options.upstreams())) : List.of(known);
    this.chain = new DnsChain(new DnsZone(config), watcher::state, upstreams, time);
    // Only a forwarded question may block; all others are answered on the event loop.
    this.answers =
        forwards
            ? (query, tcp, from, reply) ->
                time.work("dns query", () -> chain.reply(query, tcp, from).ifPresent(reply))
            : (query, tcp, from, reply) -> chain.reply(query, tcp, from).ifPresent(reply);
    this.local = listen(new InetSocketAddress(address.toInetAddress(), PORT));
  }

  /**
   * Listens on one more address, over UDP and TCP: on the port wished for, or where that is refused
   * on a free one.
   *
   * @return where it really listens
   * @throws IOException when the address has no free port either
   */
  InetSocketAddress listen(InetSocketAddress wished) throws IOException {
    Optional<InetSocketAddress> bound = tryBoth(wished);
    for (int i = 0; i < ATTEMPTS && bound.isEmpty(); i++) {
      bound = tryBoth(new InetSocketAddress(wished.getAddress(), 0));
    }
    return bound.orElseThrow(() -> new IOException(wished + " cannot be listened on"));
  }

  private Optional<InetSocketAddress> tryBoth(InetSocketAddress wished) {
    Optional<Channel> tcp = bindTcp(wished);
    Optional<Channel> udp =
        tcp.flatMap(channel -> bindUdp((InetSocketAddress) channel.localAddress()));
    if (udp.isEmpty()) {
      tcp.ifPresent(channel -> channel.close().syncUninterruptibly());
      return Optional.empty();
    }
    synchronized (channels) {
      channels.add(tcp.orElseThrow());
      channels.add(udp.get());
    }
    return Optional.of((InetSocketAddress) tcp.orElseThrow().localAddress());
  }

  private Optional<Channel> bindUdp(InetSocketAddress wished) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(new DnsHandler.Udp(answers));
    return bound(bootstrap.bind(wished).awaitUninterruptibly());
  }

  private Optional<Channel> bindTcp(InetSocketAddress wished) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(65537, 0, 2, 0, 2))
                        .addLast(new LengthFieldPrepender(2))
                        .addLast(new DnsHandler.Tcp(answers));
                  }
                });
    return bound(bootstrap.bind(wished).awaitUninterruptibly());
  }

  private static Optional<Channel> bound(io.netty.channel.ChannelFuture future) {
    return future.isSuccess() ? Optional.of(future.channel()) : Optional.empty();
  }

  /** Where Pods expect the server: port 53 of the DNS Service's address. */
  IpAddress address() {
    return address;
  }

  /** Where the server really listens. */
  public InetSocketAddress localAddress() {
    return local;
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

  /** The last thousand questions, oldest first. */
  public List<DnsQuery> queries() {
    return chain.queries();
  }

  @Override
  public void close() {
    watcher.close();
    List<Channel> open;
    synchronized (channels) {
      open = List.copyOf(channels);
    }
    open.forEach(channel -> channel.close().syncUninterruptibly());
  }
}
