// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import dev.coracle.api.net.CallerNotice;
import dev.coracle.api.time.Time;
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

/**
 * The world of a program in a container: arguments, environment, files, streams, network, time and
 * the signal to stop.
 *
 * <p>Connections made here come from the Pod and are subject to its network policies; plain sockets
 * opened by code in a Pod are not, and count as coming from outside the cluster. Everything opened
 * here is closed when the container ends.
 */
public interface ContainerContext {

  /** How long a connection may take to be opened where nothing else is said. */
  Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** The Pod. */
  PodInfo pod();

  /** The container's name. */
  String container();

  /** The image as the Pod names it. */
  String image();

  /** The name that the Pod has for its own. */
  String hostname();

  /** The Pod's {@code command}, which replaces the image's own; empty where it has none. */
  List<String> command();

  /** The Pod's {@code args}, which replace the image's own; empty where it has none. */
  List<String> args();

  /** The environment: what the image and the container say, and the Services' variables. */
  Map<String, String> env();

  /** A variable of the environment, if it is set. */
  default Optional<String> env(String name) {
    return Optional.ofNullable(env().get(name));
  }

  /** The names of the variables that the container's own {@code env} and {@code envFrom} set. */
  Set<String> declaredEnv();

  /**
   * Replaces {@code $(NAME)} as in a container's command, by one of these values or by the
   * environment's; what is not known stays.
   */
  String expand(String text, Map<String, String> values);

  /** The container's {@code workingDir}; empty where it has none. */
  String workingDirectory();

  /** The TCP ports that the container declares. */
  List<Integer> ports();

  /** The UDP ports that the container declares. */
  List<Integer> udpPorts();

  /** What clients that are attached send; at its end where the container takes none. */
  InputStream stdin();

  /** What is written here is the container's log. */
  PrintStream stdout();

  /** What is written here is the container's log. */
  PrintStream stderr();

  /** The container's files, with its volumes mounted. */
  FileSystem files();

  /**
   * A text for a program that opens files of this machine: paths of the container's mounts, and
   * those below, become those of copies, which are made when first named, as the mounts are then,
   * and gone with the container.
   */
  String onMachine(String text);

  /** The container's files if it has volumes, or if anybody has touched them already. */
  Optional<FileSystem> filesIfAny();

  /** The cluster's time; sleep here, never on the thread itself. */
  Time time();

  /** Starts a thread of the program; it is interrupted when the container ends. */
  void spawn(String name, Runnable body);

  /**
   * Starts a thread of a program that makes threads of its own, which are in its group; the whole
   * group is interrupted when the container ends.
   */
  void spawn(ThreadGroup group, String name, Runnable body);

  /** Has something closed when the container ends, however it does. */
  void closeAtEnd(AutoCloseable resource);

  /** Listens on a TCP port for a program that accepts by itself. */
  ServerSocket serverSocket(int port) throws IOException;

  /**
   * Says that a server which binds by itself, to {@code pod().address()} and this TCP port, is the
   * container's: only then is anybody in the cluster led to it, whether it listens already or not.
   * A port on which somebody listens at all addresses is refused, for it may be a stranger.
   *
   * <p>It sees plain sockets: connections come from the caller's address, and policies are asked
   * about those that come by way of the cluster, but not about those of programs outside.
   *
   * @throws UnsupportedOperationException on plan {@code VIRTUAL}, where no program can bind the
   *     address; listen at {@link #bindAddress} there
   */
  void serves(int port) throws IOException;

  /**
   * Where a server that is not ours is to listen so that it serves a TCP port of the Pod; callers
   * are as {@link #bindAddress(int, CallerNotice)} says, and it is told of none.
   */
  default InetSocketAddress bindAddress(int port) throws IOException {
    return bindAddress(port, CallerNotice.NONE);
  }

  /**
   * Where a server that is not ours, such as an application under test, is to listen so that it
   * serves a TCP port of the Pod: a port of 127.0.0.1 that is kept for it until the container ends.
   *
   * <p>The Pod's address and port lead there on both plans, for Services, Pods, probes,
   * port-forward and programs outside, after policies have been asked about the real caller. While
   * the server does not listen the Pod refuses connections (those from programs outside are reset
   * instead, for somebody listens for it). The server sees 127.0.0.1 as its peer.
   *
   * @param notice how the server is told who really calls
   * @throws IOException when another program of the Pod has the port already
   */
  InetSocketAddress bindAddress(int port, CallerNotice notice) throws IOException;

  /**
   * Leads a TCP port of the Pod to a server that runs elsewhere, on this machine or another one, as
   * {@link #bindAddress(int, CallerNotice)} does for one that is started here.
   *
   * @param server where the server listens; asked for each connection, and not to be waited in.
   *     While it answers null or a port of 0, or throws, connections are refused
   * @throws IOException when another program of the Pod has the port already
   */
  @SuppressWarnings("exports") // The annotation of a type is no type that anybody needs.
  void forward(int port, Supplier<@Nullable InetSocketAddress> server, CallerNotice notice)
      throws IOException;

  /** Handles each connection to a TCP port on a thread of its own. */
  void serveTcp(int port, SocketHandler handler) throws IOException;

  /** Answers each datagram to a UDP port. */
  void serveUdp(int port, DatagramHandler handler) throws IOException;

  /**
   * An HTTP server that does not listen yet.
   *
   * @param nonBlocking whether the handler never blocks, and so needs no thread
   */
  HttpServer httpServer(HttpHandler handler, boolean nonBlocking);

  /** Connects to a name or address, as a process in the Pod does. */
  default Socket connect(String host, int port) throws IOException {
    return connect(host, port, CONNECT_TIMEOUT);
  }

  /** Connects to a name or address, as a process in the Pod does. */
  Socket connect(String host, int port, Duration timeout) throws IOException;

  /** A factory of sockets that are the Pod's, for the client libraries that take one. */
  SocketFactory socketFactory();

  /**
   * A port of 127.0.0.1 that speaks SOCKS5, HTTP CONNECT and plain HTTP forwarding, and whose
   * connections are the Pod's: it looks names up as the Pod does and is subject to its policies.
   */
  InetSocketAddress proxyAddress() throws IOException;

  /**
   * A hosts file of this machine, for programs beside the JVM that take one: its own names, and
   * those of Services and of Pods below headless ones as the Pod calls them. It is kept current,
   * and gone with the Pod. Empty on plan {@code VIRTUAL}, whose addresses such programs cannot
   * dial.
   */
  Optional<Path> hostsFile() throws IOException;

  /** An HTTP client whose connections are the Pod's. */
  PodHttpClient http();

  /** A datagram socket bound to the Pod's address; send to what {@link #route} answers. */
  DatagramSocket datagramSocket() throws IOException;

  /** Where an address and port of the cluster really are. */
  InetSocketAddress route(InetAddress address, int port, boolean udp);

  /** Looks a name up with the Pod's resolver. */
  List<InetAddress> resolve(String name) throws IOException;

  /**
   * Runs a handler on a thread of its own when the container is asked to stop (SIGTERM). The
   * program must then exit by itself; it is killed when its grace is over.
   */
  void onTerminate(Runnable handler);

  /** Whether the container has been asked to stop. Who asks must exit by himself. */
  boolean isTerminating();

  /** Waits until the container is asked to stop. Who waits must exit by himself. */
  void awaitTermination() throws InterruptedException;

  /** Records a Warning event about the container, for whoever looks at its Pod. */
  void warn(String reason, String message);

  /** Ends the container. */
  void exit(int code);

  /** Reports an uncaught exception on the standard error, and ends the container with 1. */
  void fail(Exception e);

  /**
   * Becomes a command, as a process does by {@code execve}: the container ends with its exit code.
   *
   * @param executables programs beside those of the shell, by name or absolute path
   */
  void exec(List<String> command, Map<String, ContainerProgram> executables) throws Exception;

  /** Whether {@link #exec} would find a program of that name. */
  boolean canExec(String name, Map<String, ContainerProgram> executables);
}
