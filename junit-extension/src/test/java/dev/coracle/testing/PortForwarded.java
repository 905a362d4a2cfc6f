// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One HTTP request over a port-forward of the API server. */
final class PortForwarded {

  private PortForwarded() {}

  /** What comes back over a port-forward: the answer to a request, or else the error. */
  static String get(Cluster cluster, String pod, int port) throws Exception {
    Frames frames = new Frames();
    URI uri =
        URI.create(
            cluster.httpUrl().toString().replace("http", "ws")
                + "/api/v1/namespaces/default/pods/"
                + pod
                + "/portforward?ports="
                + port);
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols("v4.channel.k8s.io")
            .header("Authorization", "Bearer " + cluster.token())
            .buildAsync(uri, frames)
            .get(10, TimeUnit.SECONDS);
    socket.sendBinary(
        ByteBuffer.wrap(
            "\0GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII)),
        true);
    return frames.whole.get(10, TimeUnit.SECONDS);
  }

  /** Collects what follows the two first frames, which name the port. */
  private static final class Frames implements WebSocket.Listener {

    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int frames;
    private boolean continued;

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      if (!continued) {
        frames++;
        data.get();
      }
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      if (frames > 2) {
        content.writeBytes(bytes);
      }
      continued = !last;
      socket.request(1);
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      whole.complete(content.toString(US_ASCII));
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}
