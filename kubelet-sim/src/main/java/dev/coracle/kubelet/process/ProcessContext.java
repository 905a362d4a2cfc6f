// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.api.time.Time;
import dev.coracle.kubelet.node.PodLink;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.spec.Expansion;
import dev.coracle.kubelet.thread.ContainerTime;
import dev.coracle.kubelet.thread.CountedThreads;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.DatagramHandler;
import dev.coracle.program.HttpHandler;
import dev.coracle.program.HttpServer;
import dev.coracle.program.PodHttpClient;
import dev.coracle.program.PodInfo;
import dev.coracle.program.SocketHandler;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** What a program in a container is given by its process: everything it opens ends with it. */
public final class ProcessContext implements ContainerContext {

  private final ContainerSetup setup;
  private final ContainerProcess process;
  private final Time time;
  private final PrintStream stdout;
  private final PrintStream stderr;
  private final HostCopies copies;

  public ProcessContext(ContainerSetup setup, ContainerProcess process) {
    this.setup = setup;
    this.process = process;
    this.time = new ContainerTime(setup.time());
    this.stdout = setup.streams().stdout();
    this.stderr = setup.streams().stderr();
    this.copies = new HostCopies(setup.spec().mounts(), this::files);
  }

  @Override
  public PodInfo pod() {
    return setup.pod();
  }

  @Override
  public String container() {
    return setup.spec().name();
  }

  @Override
  public String image() {
    return setup.spec().image();
  }

  @Override
  public String hostname() {
    return setup.hostname();
  }

  @Override
  public List<String> command() {
    return setup.command();
  }

  @Override
  public List<String> args() {
    return setup.args();
  }

  @Override
  public Map<String, String> env() {
    return setup.env();
  }

  @Override
  public Set<String> declaredEnv() {
    return setup.declared();
  }

  @Override
  public String expand(String text, Map<String, String> values) {
    return Expansion.expand(
        text, name -> Optional.ofNullable(values.get(name)).or(() -> env(name)));
  }

  @Override
  public String workingDirectory() {
    return setup.spec().workingDir();
  }

  @Override
  public List<Integer> ports() {
    return ports("TCP");
  }

  @Override
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

  @Override
  public String onMachine(String text) {
    process.closeAtEnd(copies);
    return copies.translate(text);
  }

  @Override
  public InputStream stdin() {
    return setup.streams().stdin();
  }

  @Override
  public PrintStream stdout() {
    return stdout;
  }

  @Override
  public PrintStream stderr() {
    return stderr;
  }

  @Override
  public FileSystem files() {
    return setup.files().open();
  }

  @Override
  public Optional<FileSystem> filesIfAny() {
    return setup.files().openIfAny();
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public void spawn(String name, Runnable body) {
    process.spawn(name, body);
  }

  @Override
  public void spawn(ThreadGroup group, String name, Runnable body) {
    process.spawn(group, name, body);
  }

  @Override
  public void closeAtEnd(AutoCloseable resource) {
    process.closeAtEnd(resource);
  }

  @Override
  public void warn(String reason, String message) {
    setup.warnings().accept(reason, message);
  }

  /** Starts a thread whose being busy does not keep the cluster from settling. */
  void spawnUncounted(String name, Runnable body) {
    process.spawnUncounted(name, body);
  }

  /** The threads that serve requests to this Pod. */
  CountedThreads serving() {
    return setup.serving();
  }

  /** Listens on a TCP port; {@code child} is added to each accepted channel. */
  PodLink.Listening listen(int port, ChannelHandler child) throws IOException {
    return listening(port, setup.link().listen(port, new Accepted(child)));
  }

  /** Receives datagrams of a UDP port as {@code DatagramPacket}s. */
  PodLink.Listening listenUdp(int port, ChannelHandler handler) throws IOException {
    return listening(port, setup.link().listenUdp(port, handler));
  }

  private PodLink.Listening listening(int port, PodLink.Listening listening) {
    listening
        .problem()
        .ifPresent(problem -> warn("PortUnavailable", "Port " + port + ": " + problem));
    return process.closeAtEnd(listening);
  }

  @Override
  public void serves(int port) throws IOException {
    process.closeAtEnd(setup.link().serves(port));
  }

  @Override
  public InetSocketAddress bindAddress(int port, CallerNotice notice) throws IOException {
    PodLink.ForeignServer server = setup.link().foreignServer(port, notice);
    listening(port, server.port());
    return server.address();
  }

  @Override
  public void forward(int port, Supplier<@Nullable InetSocketAddress> server, CallerNotice notice)
      throws IOException {
    listening(port, setup.link().forward(port, server, notice));
  }

  @Override
  public ServerSocket serverSocket(int port) throws IOException {
    return process.closeAtEnd(setup.link().serverSocket(port));
  }

  @Override
  public Socket connect(String host, int port, Duration timeout) throws IOException {
    return process.closeAtEnd(setup.link().connect(host, port, timeout));
  }

  @Override
  public SocketFactory socketFactory() {
    return new PodSocketFactory(this);
  }

  @Override
  public InetSocketAddress proxyAddress() throws IOException {
    return setup.link().proxyAddress();
  }

  @Override
  public Optional<Path> hostsFile() throws IOException {
    return setup.link().hostsFile();
  }

  @Override
  public PodHttpClient http() {
    return DialledHttpClient.of(this);
  }

  @Override
  public HttpServer httpServer(HttpHandler handler, boolean nonBlocking) {
    return new NettyHttpServer(this, handler, nonBlocking);
  }

  @Override
  public void serveTcp(int port, SocketHandler handler) throws IOException {
    new TcpService(this, process, serving(), handler).accept(serverSocket(port), port);
  }

  @Override
  public void serveUdp(int port, DatagramHandler handler) throws IOException {
    listenUdp(port, new UdpService(handler));
  }

  @Override
  public DatagramSocket datagramSocket() throws IOException {
    return process.closeAtEnd(setup.link().datagramSocket());
  }

  @Override
  public InetSocketAddress route(InetAddress address, int port, boolean udp) {
    return setup.link().route(address, port, udp);
  }

  @Override
  public List<InetAddress> resolve(String name) throws IOException {
    return setup.link().resolve(name);
  }

  @Override
  public void onTerminate(Runnable handler) {
    process.onTerminate(handler);
  }

  @Override
  public boolean isTerminating() {
    return process.isTerminating();
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    process.awaitTermination();
  }

  @Override
  public void exit(int code) {
    stdout.flush();
    stderr.flush();
    process.exit(code);
  }

  @Override
  public void fail(Exception e) {
    process.fail(e, this);
  }

  @Override
  public void exec(List<String> command, Map<String, ContainerProgram> executables)
      throws Exception {
    new CommandRun(this, executables).start(command);
  }

  @Override
  public boolean canExec(String name, Map<String, ContainerProgram> executables) {
    return new CommandRun(this, executables).canRun(name);
  }

  /** The same container, in which another program runs with arguments of its own. */
  ProcessContext withArgs(List<String> others) {
    return new ProcessContext(setup.running(List.of(), others, setup.streams()), process);
  }

  ContainerProcess process() {
    return process;
  }

  public ContainerSetup setup() {
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
