// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.net.CallerNotice;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makers of programs for containers, to be imported statically. */
public final class Programs {

  private Programs() {}

  /** Answers HTTP requests on the container's ports. */
  public static HttpProgram http(HttpHandler handler) {
    return new HttpProgram(handler, List.of(), Duration.ZERO, false);
  }

  /** Answers every HTTP request with a status. */
  public static HttpProgram http(int status) {
    Response response = Response.status(status);
    return http(request -> response).nonBlocking();
  }

  /** Answers every HTTP request with a 200 and a text. */
  public static HttpProgram http(String text) {
    Response response = Response.text(text);
    return http(request -> response).nonBlocking();
  }

  /** A 200 with a text. */
  public static Response text(String text) {
    return Response.text(text);
  }

  /** A 200 with a JSON document given as its text. */
  public static Response json(String json) {
    return Response.json(json);
  }

  /** An answer without a body. */
  public static Response status(int status) {
    return Response.status(status);
  }

  /** Handles each TCP connection to the container's ports on a thread of its own. */
  public static ContainerProgram tcp(SocketHandler handler) {
    return context -> {
      requirePorts(context, context.ports(), "tcp(...)", "TCP", "tcpOn(PORT, ...)");
      for (int port : context.ports()) {
        tcpOn(port, handler).start(context);
      }
    };
  }

  /** Warns of a server that listens nowhere, which would look like one that answers nobody. */
  private static void requirePorts(
      ContainerContext context, List<Integer> ports, String program, String kind, String remedy) {
    if (ports.isEmpty()) {
      context.warn(
          "ListensNowhere",
          ("the program %s listens on the %s ports that its container declares, and %s declares"
                  + " none: declare a containerPort, or use %s")
              .formatted(program, kind, context.container(), remedy));
    }
  }

  /** Handles each TCP connection to a port on a thread of its own. */
  public static ContainerProgram tcpOn(int port, SocketHandler handler) {
    return context -> context.serveTcp(port, handler);
  }

  /** Answers each datagram to the container's UDP ports; an empty text is no answer. */
  public static ContainerProgram udp(UnaryOperator<String> answer) {
    return context -> {
      requirePorts(context, context.udpPorts(), "udp(...)", "UDP", "udpOn(PORT, ...)");
      for (int port : context.udpPorts()) {
        udpOn(port, answer).start(context);
      }
    };
  }

  /** Answers each datagram to a port; an empty text is no answer. */
  public static ContainerProgram udpOn(int port, UnaryOperator<String> answer) {
    return datagrams(port, (text, from) -> answer.apply(text));
  }

  /** Answers each datagram to a port, knowing whom; an empty text is no answer. */
  public static ContainerProgram datagrams(
      int port, BiFunction<String, InetSocketAddress, String> answer) {
    return context ->
        context.serveUdp(
            port,
            (datagram, from) -> answer.apply(new String(datagram, UTF_8), from).getBytes(UTF_8));
  }

  /** Runs from top to bottom on a thread of its own; the container ends with what it returns. */
  public static ContainerProgram main(Main main) {
    return context -> context.spawn("main", () -> runMain(main, context));
  }

  /**
   * Runs the {@code public static void main(String[])} of a class in this JVM, so that {@link
   * System#exit} in it ends the JVM of the test.
   *
   * @param args what it is given before the container's own {@code args}; {@code $(PORT)} is where
   *     to listen for the first port that the container declares, and {@code $(NAME)} a variable of
   *     its environment
   */
  public static MainProgram main(Class<?> type, String... args) {
    return MainProgram.of(type, List.of(args));
  }

  /**
   * Runs a command on this machine as a process of its own, which listens on a port that it is
   * told: {@code process("java", "-jar", jar).listeningOn(8080, "SERVER_PORT")}.
   *
   * @param command the program and its arguments, before the container's own {@code args}, with
   *     {@code $(NAME)} for variables and {@code $$} for a dollar sign as manifests have them;
   *     {@code java} is the one that runs this JVM
   */
  public static ProcessProgram process(String... command) {
    return ProcessProgram.of(List.of(command));
  }

  /** A program with a thread of its own. */
  @FunctionalInterface
  public interface Main {

    /** Runs to the end; the exit code. */
    int run(ContainerContext context) throws Exception;
  }

  private static void runMain(Main main, ContainerContext context) {
    try {
      context.exit(main.run(context));
    } catch (Exception e) {
      context.fail(e);
    }
  }

  /** Sends back what it receives, on every TCP and UDP port of the container. */
  public static ContainerProgram echo() {
    return context -> {
      if (context.ports().isEmpty() && context.udpPorts().isEmpty()) {
        requirePorts(context, List.of(), "echo()", "TCP and UDP", "tcpOn(PORT, ...)");
        return;
      }
      for (int port : context.ports()) {
        tcpOn(port, (socket, caller) -> echo(socket)).start(context);
      }
      for (int port : context.udpPorts()) {
        udpOn(port, text -> text).start(context);
      }
    };
  }

  private static void echo(Socket socket) throws java.io.IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
  }

  /**
   * Runs the Pod's own command with a shell and its programs, as images of an operating system do.
   *
   * @param absent the command where the Pod gives neither command nor arguments
   * @param executables more programs, by name or absolute path
   */
  public static ContainerProgram command(
      List<String> absent, Map<String, ContainerProgram> executables) {
    return new CommandProgram(absent, executables);
  }

  /** Runs the Pod's command where it gives one, and the image's own program where it does not. */
  public static ContainerProgram commandOr(
      ContainerProgram own, Map<String, ContainerProgram> executables) {
    CommandProgram command = new CommandProgram(List.of("sh"), executables);
    return context -> (context.command().isEmpty() ? own : command).start(context);
  }

  /**
   * Runs the Pod's command if the shell knows the program that it names, and a stand-in otherwise.
   */
  public static ContainerProgram knownCommandOr(ContainerProgram standIn) {
    CommandProgram command = new CommandProgram(List.of("sh"), Map.of());
    return context -> {
      List<String> words = context.command();
      boolean known = !words.isEmpty() && context.canExec(words.get(0), Map.of());
      (known ? command : standIn).start(context);
    };
  }

  /**
   * Stands in for a Pod's port with a server that runs already: an application under test, a
   * container of Testcontainers, something on localhost. Services, probes, policies and rollouts
   * see a Pod like any other.
   */
  public static ForwardProgram forward(int containerPort, InetSocketAddress address) {
    if (address.isUnresolved() || address.getPort() == 0) {
      throw new IllegalArgumentException(
          "address: "
              + address
              + " (expected: a port of a host that is known; where it is known later, by"
              + " forward("
              + containerPort
              + ", () -> address))");
    }
    return forward(containerPort, () -> address);
  }

  /**
   * Stands in for a Pod's port with a server whose address is known later, or changes.
   *
   * @param address where the server listens; asked for each connection, and not to be waited in.
   *     While it answers null or a port of 0, or throws, connections are refused
   */
  @SuppressWarnings("exports") // The annotation of a type is no type that anybody needs.
  public static ForwardProgram forward(
      int containerPort, Supplier<@Nullable InetSocketAddress> address) {
    return new ForwardProgram(containerPort, address, CallerNotice.NONE);
  }

  /** Several programs in one container. */
  public static ContainerProgram all(ContainerProgram... programs) {
    List<ContainerProgram> all = List.of(programs);
    return context -> {
      for (ContainerProgram program : all) {
        program.start(context);
      }
    };
  }
}
