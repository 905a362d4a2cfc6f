// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.CallerNotice;
import dev.coracle.api.net.IpAddress;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.node.PodNetwork;
import dev.coracle.netproxy.NetProxy;
import dev.coracle.netproxy.NetworkLink;
import dev.coracle.netproxy.plan.BoundPort;
import dev.coracle.testing.names.ClusterNames;
import dev.coracle.testing.names.HostsFiles;
import dev.coracle.testing.names.PodHostsFile;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's network as its kubelets know it. */
final class ClusterPodNetwork implements PodNetwork {

  private final NetProxy network;
  private final ClusterNames names;
  private final HostsFiles hostsFiles;

  ClusterPodNetwork(NetProxy network, ClusterNames names, HostsFiles hostsFiles) {
    this.network = network;
    this.names = names;
    this.hostsFiles = hostsFiles;
  }

  @Override
  public PodLink attach(PodIdentity pod) {
    return new Link(
        network.attach(ObjectKey.of(pod.namespace(), pod.name()), pod.node(), pod.hostNetwork()),
        names,
        new PodHostsFile(hostsFiles, pod.namespace()));
  }

  @Override
  public Socket dialFromNode(String node, String address, int port, Duration timeout)
      throws IOException {
    return network.dialFromNode(node, IpAddress.of(address), port, timeout);
  }

  @Override
  public Socket dialFromControlPlane(String address, int port, Duration timeout)
      throws IOException {
    return network.dialFromControlPlane(IpAddress.of(address), port, timeout);
  }

  private record Link(NetworkLink link, ClusterNames names, PodHostsFile hosts) implements PodLink {

    private static final Logger logger = LoggerFactory.getLogger(Link.class);

    @Override
    public String address() {
      return link.address().toString();
    }

    @Override
    public List<String> addresses() {
      return link.addresses().stream().map(IpAddress::toString).toList();
    }

    @Override
    public Listening listen(int port, ChannelHandler child) throws IOException {
      return new Port(link.listen(port, child));
    }

    @Override
    public Listening listenUdp(int port, ChannelHandler handler) throws IOException {
      return new Port(link.listenUdp(port, handler));
    }

    @Override
    public ServerSocket serverSocket(int port) throws IOException {
      return link.serverSocket(port);
    }

    @Override
    public Listening serves(int port) throws IOException {
      return new Port(link.serves(port));
    }

    @Override
    public ForeignServer foreignServer(int port, CallerNotice notice) throws IOException {
      NetworkLink.ForeignServer server = link.foreignServer(port, notice);
      return new ForeignServer(server.address(), new Port(server.port()));
    }

    @Override
    public Listening forward(
        int port, Supplier<@Nullable InetSocketAddress> server, CallerNotice notice)
        throws IOException {
      return new Port(link.forward(port, server, notice));
    }

    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
      return link.connect(host, port, timeout);
    }

    @Override
    public InetSocketAddress proxyAddress() throws IOException {
      return link.tunnelAddress();
    }

    @Override
    public DatagramSocket datagramSocket() throws IOException {
      return link.datagramSocket();
    }

    @Override
    public InetSocketAddress route(InetAddress address, int port, boolean udp) {
      return link.route(IpAddress.of(address), port, udp);
    }

    @Override
    public List<InetAddress> resolve(String name) throws IOException {
      return link.resolve(name).stream().map(IpAddress::toInetAddress).toList();
    }

    @Override
    public Presence enter() {
      return names.enter(this::resolveAtOnce)::close;
    }

    /** Unknown names are not this one's to refuse: the machine may know them. */
    private List<IpAddress> resolveAtOnce(String name) {
      try {
        return link.resolveAtOnce(name);
      } catch (IOException unknown) {
        return List.of();
      }
    }

    @Override
    public Optional<Path> hostsFile() throws IOException {
      return hosts.path();
    }

    @Override
    public void configureResolver(Resolver resolver) {
      link.configureResolver(resolver.nameservers(), resolver.searches(), resolver.options());
    }

    @Override
    public void close() {
      try {
        hosts.close();
      } catch (IOException e) {
        logger.atDebug().setCause(e).log("hosts file not deleted");
      }
      link.close();
    }
  }

  private record Port(BoundPort port) implements PodLink.Listening {

    @Override
    public Optional<String> problem() {
      return port.problem();
    }

    @Override
    public void close() {
      port.close();
    }
  }
}
