// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.api.Json;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Programs;
import dev.coracle.program.Request;
import dev.coracle.program.Response;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code agnhost netexec}: an HTTP and UDP server that tells who asks, and asks others. */
final class Netexec implements ContainerProgram {

  private static final int DIAL_SECONDS = 5;

  private final int httpPort;
  private final int udpPort;
  private final Duration shutdownDelay;

  Netexec(Flags flags) {
    httpPort = flags.number("http-port", 8080);
    udpPort = flags.number("udp-port", 8081);
    shutdownDelay = Duration.ofSeconds(flags.number("delay-shutdown", 0));
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    Programs.http(this::answer).onPort(httpPort).acceptingFor(shutdownDelay).start(context);
    if (udpPort > 0) {
      Programs.datagrams(udpPort, (text, from) -> datagram(context, text, from)).start(context);
    }
  }

  private Response answer(Request request) throws IOException {
    ContainerContext context = request.context();
    context.stderr().println(request.method() + " " + request.target());
    return switch (request.path()) {
      case "/" -> Response.text("NOW: " + context.time().now());
      case "/clientip" -> Response.text(literal(request.remote()));
      case "/serverport" -> Response.text(String.valueOf(request.port()));
      case "/hostname", "/hostName" -> Response.text(context.hostname());
      case "/header" -> header(request);
      case "/echo" ->
          Response.text(request.query("msg").orElse("")).withStatus(number(request, "code", 200));
      case "/healthz" -> Response.status(200);
      case "/readyz" -> readyz(context);
      case "/redirect" ->
          Response.status(number(request, "code", 302))
              .withHeader("Location", request.query("location").orElse("/"));
      case "/exit" -> Response.status(200).exiting(number(request, "code", 0));
      case "/shutdown" -> Response.status(200).exiting(0);
      case "/dial" -> dial(request);
      case "/shell", "/upload" ->
          Response.status(501)
              .withBody("text/plain", request.path() + " is not implemented by Coracle\n");
      default -> Response.text("NOW: " + context.time().now());
    };
  }

  private static Response readyz(ContainerContext context) {
    return context.isTerminating()
        ? Response.status(503).withBody("text/plain", "shutting down")
        : Response.status(200);
  }

  private static Response header(Request request) {
    String key = request.query("key").orElse("");
    if (!key.isEmpty()) {
      return Response.text(request.header(key).orElse(""));
    }
    StringBuilder all = new StringBuilder();
    request.headers().forEach((name, values) -> all.append(name + ": " + values + "\n"));
    return Response.text(all.toString());
  }

  private static int number(Request request, String name, int absent) {
    String text = request.query(name).orElse("");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : absent;
  }

  private static Response dial(Request request) {
    ObjectNode result = Json.object();
    ArrayNode responses = Json.array();
    ArrayNode errors = Json.array();
    for (int i = 0; i < number(request, "tries", 1); i++) {
      try {
        responses.add(ask(request));
      } catch (IOException e) {
        errors.add(String.valueOf(e.getMessage()));
      }
    }
    if (!responses.isEmpty()) {
      result.set("responses", responses);
    }
    if (!errors.isEmpty()) {
      result.set("errors", errors);
    }
    return Response.json(Json.text(result));
  }

  private static String ask(Request request) throws IOException {
    String host = request.query("host").orElse("");
    int port = number(request, "port", 80);
    String message = request.query("request").orElse("");
    if (request.query("protocol").orElse("http").equals("udp")) {
      return askByDatagram(request.context(), host, port, message);
    }
    return request
        .context()
        .http()
        .withTimeout(Duration.ofSeconds(DIAL_SECONDS))
        .send("GET", "http://" + host + ":" + port + "/" + message, Map.of(), "")
        .body();
  }

  private static String askByDatagram(
      ContainerContext context, String host, int port, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = context.datagramSocket()) {
      InetSocketAddress to = context.route(context.resolve(host).get(0), port, true);
      socket.setSoTimeout(DIAL_SECONDS * 1000);
      socket.send(new DatagramPacket(bytes, bytes.length, to));
      DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }
  }

  private String datagram(ContainerContext context, String text, InetSocketAddress from) {
    String message = text.trim();
    String command = message.toLowerCase(Locale.ROOT);
    if (command.startsWith("echo ")) {
      return message.substring("echo ".length());
    }
    return switch (command) {
      case "hostname" -> context.hostname();
      case "clientip" -> literal(from);
      case "serverport" -> String.valueOf(udpPort);
      default -> {
        context.stderr().println("Unknown udp command: " + message);
        yield "";
      }
    };
  }

  private static String literal(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
