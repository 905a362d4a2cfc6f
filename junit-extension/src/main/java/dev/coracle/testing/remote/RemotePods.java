// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coracle.api.ApiException;
import dev.coracle.api.Json;
import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Logs and commands of Pods, by way of an API server. */
final class RemotePods implements NodeConnection {

  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int STATUS = 3;

  private final RemoteHttp http;

  RemotePods(RemoteHttp http) {
    this.http = http;
  }

  @Override
  public void logs(KubeObject pod, LogOptions options, OutputStream to) throws IOException {
    List<String> query = new ArrayList<>();
    if (!options.container().isEmpty()) {
      query.add("container=" + encoded(options.container()));
    }
    if (options.previous()) {
      query.add("previous=true");
    }
    options.tailLines().ifPresent(lines -> query.add("tailLines=" + lines));
    to.write(http.get(path(pod) + "/log?" + String.join("&", query)));
  }

  @Override
  public int exec(KubeObject pod, ExecOptions options, Streams streams)
      throws IOException, InterruptedException {
    List<String> query = new ArrayList<>(List.of("stdout=true", "stderr=true"));
    if (!options.container().isEmpty()) {
      query.add("container=" + encoded(options.container()));
    }
    options.command().forEach(word -> query.add("command=" + encoded(word)));
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    ChannelInput input =
        new ChannelInput(
            (channel, bytes) -> {
              switch (channel) {
                case STDOUT -> streams.stdout().write(bytes);
                case STDERR -> streams.stderr().write(bytes);
                case STATUS -> status.write(bytes);
                default -> {}
              }
            });
    WebSocket socket = http.channels(path(pod) + "/exec?" + String.join("&", query), input);
    try {
      Optional<Throwable> failure = input.end().get();
      if (failure.isPresent() && status.size() == 0) {
        throw new IOException("exec in pod " + pod.key() + " has broken off", failure.get());
      }
      return code(status.toString(UTF_8));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      socket.abort();
    }
  }

  private static int code(String text) {
    ObjectNode status = Json.parseObject(text.getBytes(UTF_8));
    if (Json.textAt(status, "status").equals("Success")) {
      return 0;
    }
    for (JsonNode cause : Json.at(status, "details", "causes")) {
      if (Json.textAt(cause, "reason").equals("ExitCode")) {
        return Integer.parseInt(Json.textAt(cause, "message"));
      }
    }
    throw ApiException.of(status);
  }

  private static String path(KubeObject pod) {
    return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void attach(KubeObject pod, ExecOptions options, Streams streams) {
    throw new UnsupportedOperationException("attach by way of an API server");
  }

  @Override
  public Socket forward(KubeObject pod, int port, Duration timeout) {
    throw new UnsupportedOperationException("a socket by way of an API server");
  }

  @Override
  public Socket dial(String address, int port, Duration timeout) {
    throw new UnsupportedOperationException("a socket by way of an API server");
  }
}
