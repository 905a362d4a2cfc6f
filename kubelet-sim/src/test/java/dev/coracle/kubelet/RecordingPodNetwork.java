// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.node.PodNetwork;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A network that gives every Pod an address of its own, realises its ports as other ports of the
 * loopback interface, and remembers what was asked of it.
 */
final class RecordingPodNetwork implements PodNetwork, AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Integer> tcp = new ConcurrentHashMap<>();
  private final Map<String, Integer> udp = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  /** What happened: {@code attach shop/web-0}, {@code detach shop/web-0}. */
  List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public PodLink attach(PodIdentity pod) {
    String name = pod.namespace() + "/" + pod.name();
    log.add("attach " + name);
    return new Link("10.0.0." + numbers.incrementAndGet(), name);
  }

  @Override
  public Socket dialFromNode(String node, String address, int port, Duration timeout)
      throws IOException {
    return dial(address, port);
  }

  @Override
  public Socket dialFromControlPlane(String address, int port, Duration timeout)
      throws IOException {
    return dial(address, port);
  }

  /** Where datagrams to a Pod's port really go. */
  InetSocketAddress udp(InetAddress address, int port) {
    return real(udp, address, port);
  }

  private static InetSocketAddress real(Map<String, Integer> ports, InetAddress address, int port) {
    int real = ports.getOrDefault(address.getHostAddress() + ":" + port, 1);
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), real);
  }

  private Socket dial(String address, int port) throws IOException {
    Integer real = tcp.get(address + ":" + port);
    if (real == null) {
      throw new ConnectException("Connection refused");
    }
    return new Socket(InetAddress.getLoopbackAddress(), real);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Link implements PodLink {

    private final String address;
    private final String name;

    Link(String address, String name) {
      this.address = address;
      this.name = name;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public Listening listen(int port, ChannelHandler child) throws IOException {
      Channel channel =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(child)
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .syncUninterruptibly()
              .channel();
      return listening(tcp, port, channel);
    }

    @Override
    public Listening listenUdp(int port, ChannelHandler handler) throws IOException {
      Channel channel =
          new Bootstrap()
              .group(group)
              .channel(NioDatagramChannel.class)
              .handler(handler)
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .syncUninterruptibly()
              .channel();
      return listening(udp, port, channel);
    }

    private Listening listening(Map<String, Integer> ports, int port, Channel channel)
        throws IOException {
      String key = address + ":" + port;
      int real = ((InetSocketAddress) channel.localAddress()).getPort();
      if (ports.putIfAbsent(key, real) != null) {
        channel.close();
        throw new BindException("Address already in use");
      }
      return new Listening() {
        @Override
        public Optional<String> problem() {
          return Optional.empty();
        }

        @Override
        public void close() {
          ports.remove(key, real);
          channel.close().syncUninterruptibly();
        }
      };
    }

    @Override
    public Listening serves(int port) {
      throw new UnsupportedOperationException("nobody can bind " + address);
    }

    @Override
    public Listening forward(int port, Supplier<InetSocketAddress> server, CallerNotice notice) {
      throw new UnsupportedOperationException("nobody is led from " + address);
    }

    @Override
    public ForeignServer foreignServer(int port, CallerNotice notice) {
      throw new UnsupportedOperationException("nobody is led from " + address);
    }

    @Override
    public ServerSocket serverSocket(int port) throws IOException {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      tcp.put(address + ":" + port, socket.getLocalPort());
      return socket;
    }

    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
      return dial(host.equals("localhost") ? address : host, port);
    }

    @Override
    public InetSocketAddress proxyAddress() {
      throw new UnsupportedOperationException("nobody forwards here");
    }

    @Override
    public DatagramSocket datagramSocket() throws IOException {
      return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @Override
    public InetSocketAddress route(InetAddress to, int port, boolean datagrams) {
      return real(datagrams ? udp : tcp, to, port);
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
      if (host.matches("[0-9.]+")) {
        return List.of(InetAddress.getByName(host));
      }
      throw new UnknownHostException(host);
    }

    @Override
    public void configureResolver(Resolver resolver) {}

    @Override
    public void close() {
      log.add("detach " + name);
    }
  }
}
