// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet;

import dev.coracle.api.time.Time;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * The world of a program in a container: arguments, environment, files, streams, network, time and
 * the signal to stop.
 *
 * <p>Connections made here come from the Pod and are subject to its network policies; plain sockets
 * opened by code in a Pod are not, and count as coming from outside the cluster. Everything opened
 * here is closed when the container ends.
 */
public final class ContainerContext {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private final ContainerSetup setup;
  private final ContainerProcess process;
  private final Time time;
  private final PrintStream stdout;
  private final PrintStream stderr;

  ContainerContext(ContainerSetup setup, ContainerProcess process) {
    this.setup = setup;
    this.process = process;
    this.time = new ContainerTime(setup.time());
    this.stdout = setup.streams().stdout();
    this.stderr = setup.streams().stderr();
  }

  public PodInfo pod() {
    return setup.pod();
  }

  /** The container's name. */
  public String container() {
    return setup.spec().name();
  }

  /** The image as the Pod names it. */
  public String image() {
    return setup.spec().image();
  }

  public String hostname() {
    return setup.hostname();
  }

  /** The Pod's {@code command}, which replaces the image's own; empty where it has none. */
  public List<String> command() {
    return setup.command();
  }

  public List<String> args() {
    return setup.args();
  }

  public Map<String, String> env() {
    return setup.env();
  }

  public Optional<String> env(String name) {
    return Optional.ofNullable(setup.env().get(name));
  }

  public String workingDirectory() {
    return setup.spec().workingDir();
  }

  /** The TCP ports that the container declares. */
  public List<Integer> ports() {
    return ports("TCP");
  }

  /** The UDP ports that the container declares. */
  public List<Integer> udpPorts() {
    return ports("UDP");
  }

  private List<Integer> ports(String protocol) {
    return setup.spec().ports().stream()
        .filter(p -> p.protocol().equals(protocol))
        .map(ContainerSpec.Port::number)
        .distinct()
        .toList();
  }

  public InputStream stdin() {
    return setup.streams().stdin();
  }

  /** What is written here is the container's log. */
  public PrintStream stdout() {
    return stdout;
  }

  /** What is written here is the container's log. */
  public PrintStream stderr() {
    return stderr;
  }

  /** The container's files, with its volumes mounted. */
  public FileSystem files() {
    return setup.files().open();
  }

  /** The container's files if it has volumes, or if anybody has touched them already. */
  public Optional<FileSystem> filesIfAny() {
    return setup.files().openIfAny();
  }

  /** The cluster's time; sleep here, never on the thread itself. */
  public Time time() {
    return time;
  }

  /** Starts a thread of the program; it is interrupted when the container ends. */
  public void spawn(String name, Runnable body) {
    process.spawn(name, body);
  }

  /** Starts a thread whose being busy does not keep the cluster from settling. */
  void spawnUncounted(String name, Runnable body) {
    process.spawnUncounted(name, body);
  }

  /** The threads that serve requests to this Pod. */
  Parking serving() {
    return setup.serving();
  }

  /**
   * Listens on a TCP port; {@code child} (sharable, or an initializer) is added to each accepted
   * channel.
   */
  public PodLink.Listening listen(int port, ChannelHandler child) throws IOException {
    return listening(port, setup.link().listen(port, new Accepted(child)));
  }

  /** Receives datagrams of a UDP port as {@code DatagramPacket}s. */
  public PodLink.Listening listenUdp(int port, ChannelHandler handler) throws IOException {
    return listening(port, setup.link().listenUdp(port, handler));
  }

  private PodLink.Listening listening(int port, PodLink.Listening listening) {
    listening.problem().ifPresent(problem -> setup.problems().accept(port, problem));
    return process.closeAtEnd(listening);
  }

  /** Listens on a TCP port for a program that accepts by itself. */
  public ServerSocket serverSocket(int port) throws IOException {
    return process.closeAtEnd(setup.link().serverSocket(port));
  }

  /** Connects to a name or address, as a process in the Pod does. */
  public Socket connect(String host, int port) throws IOException {
    return connect(host, port, CONNECT_TIMEOUT);
  }

  /** Connects to a name or address, as a process in the Pod does. */
  public Socket connect(String host, int port, Duration timeout) throws IOException {
    return process.closeAtEnd(setup.link().connect(host, port, timeout));
  }

  /** A factory of sockets that are the Pod's, for the client libraries that take one. */
  public SocketFactory socketFactory() {
    return new PodSocketFactory(this);
  }

  /** An HTTP client whose connections are the Pod's. */
  public PodHttpClient http() {
    return new PodHttpClient(this);
  }

  /** A datagram socket bound to the Pod's address; send to what {@link #route} answers. */
  public DatagramSocket datagramSocket() throws IOException {
    return process.closeAtEnd(setup.link().datagramSocket());
  }

  /** Where an address and port of the cluster really are. */
  public InetSocketAddress route(InetAddress address, int port, boolean udp) {
    return setup.link().route(address, port, udp);
  }

  /** Looks a name up with the Pod's resolver. */
  public List<InetAddress> resolve(String name) throws IOException {
    return setup.link().resolve(name);
  }

  /**
   * Runs a handler on a thread of its own when the container is asked to stop (SIGTERM). The
   * program must then exit by itself; it is killed when its grace is over.
   */
  public void onTerminate(Runnable handler) {
    process.onTerminate(handler);
  }

  /** Whether the container has been asked to stop. Who asks must exit by himself. */
  public boolean isTerminating() {
    return process.isTerminating();
  }

  /** Waits until the container is asked to stop. Who waits must exit by himself. */
  public void awaitTermination() throws InterruptedException {
    process.awaitTermination();
  }

  /** Ends the container. */
  public void exit(int code) {
    stdout.flush();
    stderr.flush();
    process.exit(code);
  }

  /** The same container, in which another program runs with arguments of its own. */
  ContainerContext withArgs(List<String> others) {
    return new ContainerContext(setup.running(List.of(), others, setup.streams()), process);
  }

  ContainerProcess process() {
    return process;
  }

  ContainerSetup setup() {
    return setup;
  }

  /** Has accepted channels closed when the container ends. */
  @io.netty.channel.ChannelHandler.Sharable
  private final class Accepted extends ChannelInitializer<Channel> {

    private final ChannelHandler child;

    Accepted(ChannelHandler child) {
      this.child = child;
    }

    @Override
    protected void initChannel(Channel channel) {
      AutoCloseable closing = channel::close;
      process.closeAtEnd(closing);
      channel.closeFuture().addListener(done -> process.forget(closing));
      channel.pipeline().addLast(child);
    }
  }
}
