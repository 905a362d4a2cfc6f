// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.HttpProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The test image of Kubernetes' own suites: one executable with many small servers in it. */
final class Agnhost {

  private static final Duration AWAITING_DELETION = Duration.ofMinutes(1);

  private Agnhost() {}

  static Image image(ImageReference reference) {
    Map<String, ContainerProgram> executables =
        Map.of("/agnhost", Agnhost::run, "/agnhost-2", Agnhost::run, "agnhost", Agnhost::run);
    return BuiltIns.withExecutables(reference, Agnhost::run, executables, Agnhost::fill);
  }

  private static void fill(Path root) throws IOException {
    Files.writeString(root.resolve("localhost.crt"), "");
    Files.writeString(root.resolve("localhost.key"), "");
    Files.createDirectories(root.resolve("uploads"));
    Files.writeString(root.resolve("agnhost"), "");
  }

  private static void run(ContainerContext context) throws Exception {
    Flags flags = Flags.parse(context.args());
    ContainerProgram program =
        switch (flags.word(0).orElse("pause")) {
          case "netexec" -> new Netexec(flags);
          case "serve-hostname" -> serveHostname(flags);
          case "connect" -> new Connect(flags);
          case "porter" -> new Porter(flags);
          case "test-webserver" -> Programs.http(Agnhost::file).onPort(80);
          case "nettest" -> new Nettest(flags);
          case "logs-generator" -> Programs.main(new LogsGenerator(flags));
          case "liveness" -> liveness(flags);
          case "dns-suffix" -> resolvConf("search ", ",");
          case "dns-server-list" -> resolvConf("nameserver ", ",");
          case "etc-hosts" -> Programs.main(Agnhost::etcHosts);
          case "entrypoint-tester" -> Programs.main(Agnhost::entrypoint);
          case "pause" -> Agnhost::pause;
          default -> Programs.main(c -> unknown(c, flags));
        };
    program.start(context);
  }

  private static void pause(ContainerContext context) {
    context.stdout().println("Paused");
    context.onTerminate(() -> context.exit(2));
  }

  private static int unknown(ContainerContext context, Flags flags) {
    context
        .stderr()
        .println(
            "Error: agnhost command \""
                + flags.words().get(0)
                + "\" is not implemented by Coracle");
    return 1;
  }

  private static ContainerProgram serveHostname(Flags flags) {
    int port = flags.number("port", 9376);
    if (flags.is("udp")) {
      return context -> Programs.udpOn(port, text -> context.hostname()).start(context);
    }
    if (flags.is("tcp")) {
      return Programs.tcpOn(
          port,
          (socket, context) -> {
            socket
                .getOutputStream()
                .write(context.hostname().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
          });
    }
    HttpProgram http =
        Programs.http(
            request -> {
              Response response = Response.text(request.context().hostname());
              return flags.is("close") ? response.closing() : response;
            });
    return http.onPort(port).nonBlocking().acceptingFor(AWAITING_DELETION);
  }

  private static ContainerProgram liveness(Flags flags) {
    return context -> {
      java.time.Instant started = context.time().now();
      Programs.http(request -> alive(request, started))
          .onPort(flags.number("port", 8080))
          .nonBlocking()
          .start(context);
    };
  }

  private static Response alive(Request request, java.time.Instant started) {
    Duration running = Duration.between(started, request.context().time().now());
    return switch (request.path()) {
      case "/healthz" ->
          running.toSeconds() > 10
              ? Response.status(500).withBody("text/plain", "error: " + running.toMillis() / 1000.0)
              : Response.text("ok");
      case "/started" -> Response.text(running.toString());
      case "/redirect" ->
          Response.status(302).withHeader("Location", request.query("loc").orElse("/"));
      default -> Response.status(404);
    };
  }

  /** Serves the container's whole file system. */
  private static Response file(Request request) throws IOException {
    FileSystem files = request.context().files();
    Path path = files.getPath(request.path()).normalize();
    if (Files.isRegularFile(path)) {
      return Response.status(200).withBody("text/plain", Files.readAllBytes(path));
    }
    if (!Files.isDirectory(path)) {
      return Response.status(404).withBody("text/plain", "404 page not found\n");
    }
    try (Stream<Path> entries = Files.list(path)) {
      String list =
          entries
              .map(e -> "<a href=\"" + e.getFileName() + "\">" + e.getFileName() + "</a>\n")
              .sorted()
              .collect(Collectors.joining());
      return Response.html("<pre>\n" + list + "</pre>\n");
    }
  }

  private static ContainerProgram resolvConf(String line, String separator) {
    return Programs.main(
        context -> {
          List<String> lines = Files.readAllLines(context.files().getPath("/etc/resolv.conf"));
          String values =
              lines.stream()
                  .filter(l -> l.startsWith(line))
                  .flatMap(l -> Stream.of(l.substring(line.length()).split(" ")))
                  .collect(Collectors.joining(separator));
          context.stdout().println(values);
          return 0;
        });
  }

  private static int etcHosts(ContainerContext context) throws IOException {
    context.stdout().print(Files.readString(context.files().getPath("/etc/hosts")));
    return 0;
  }

  private static int entrypoint(ContainerContext context) {
    context.stdout().println("[/agnhost " + String.join(" ", context.args()) + "]");
    return 0;
  }
}
