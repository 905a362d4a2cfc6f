// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.process;

import dev.coracle.api.http.HttpBody;
import dev.coracle.api.http.HttpConnection;
import dev.coracle.api.http.HttpHeaders;
import dev.coracle.api.http.HttpRequest;
import dev.coracle.api.http.HttpResponse;
import dev.coracle.program.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;

/** One request over a socket that is closed afterwards, and its answer as a whole. */
public final class HttpExchange {

  private HttpExchange() {}

  /** Sends a request, and reads the answer and so much of its body. */
  public static Response send(
      Socket socket,
      String method,
      String target,
      Map<String, String> headers,
      byte[] body,
      int mostBody)
      throws IOException {
    HttpHeaders all = HttpHeaders.NONE;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      all = all.and(header.getKey(), header.getValue());
    }
    HttpResponse answer =
        HttpConnection.over(socket)
            .exchange(
                new HttpRequest(
                    method, escaped(target), all.with("Connection", "close"), HttpBody.of(body)));
    return whole(answer, answer.body().readNBytes(mostBody));
  }

  /** As Go's url has it: a path may be written with characters that a request line may not. */
  private static String escaped(String target) {
    var escaped = new StringBuilder();
    for (byte b : target.getBytes(StandardCharsets.UTF_8)) {
      escaped.append(b > ' ' && b < 0x7f ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return escaped.toString();
  }

  /** A {@link Response} has each header once: the first. */
  private static Response whole(HttpResponse answer, byte[] body) {
    Response response = Response.status(answer.status());
    var seen = new HashSet<String>();
    for (HttpHeaders.Field field : answer.headers().fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (seen.add(name)) {
        response = response.withHeader(name, field.value());
      }
    }
    return response.withBody(answer.headers().first("Content-Type").orElse(""), body);
  }
}
