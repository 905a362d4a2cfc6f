// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The client's end of a connection that speaks HTTP/1.1. Whoever opened the connection closes it.
 *
 * <ul>
 *   <li><em>Threads.</em> One may send while another receives: an answer may come before the
 *       request has gone, and both may go on for ever.
 *   <li><em>Order.</em> The next request may follow when the answer's body has been read, if the
 *       connection {@linkplain #isReusable can be used again}.
 *   <li><em>Streams.</em> Each piece of a body goes on as it comes, in both directions; a slow
 *       reader slows its writer.
 * </ul>
 */
public final class HttpConnection {

  private static final int PIECE = 16 << 10;

  private final InputStream in;
  private final OutputStream out;
  private volatile boolean closesAfter;
  private volatile Optional<BodyInput> last = Optional.empty();

  private HttpConnection(InputStream in, OutputStream out) {
    this.in = new BufferedInputStream(in, PIECE);
    this.out = new BufferedOutputStream(out, PIECE);
  }

  /** The connection of a socket. */
  public static HttpConnection over(Socket socket) throws IOException {
    return over(socket.getInputStream(), socket.getOutputStream());
  }

  /** A connection of two streams. */
  public static HttpConnection over(InputStream in, OutputStream out) {
    return new HttpConnection(in, out);
  }

  /**
   * Sends a request, then reads the head of its answer; interim answers are passed over.
   *
   * @throws HttpException for an answer that is none
   */
  public HttpResponse exchange(HttpRequest request) throws IOException {
    try {
      send(request);
    } catch (IOException e) {
      return despite(e, request);
    }
    return receive(request, interim -> {});
  }

  /** A server may refuse what it does not read; its answer says more than the reset after it. */
  private HttpResponse despite(IOException failure, HttpRequest request) throws IOException {
    closesAfter = true;
    try {
      return receive(request, interim -> {});
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** Sends a request to its end. */
  public void send(HttpRequest request) throws IOException {
    closesAfter |= request.headers().has("Connection", "close");
    out.write(request.head().getBytes(StandardCharsets.UTF_8));
    HttpBody body = request.body();
    if (body.length().isPresent()) {
      sendSized(body.stream(), body.length().getAsLong());
    } else {
      sendChunks(body.stream());
    }
    out.flush();
  }

  private void sendSized(InputStream body, long length) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = length;
    while (left > 0) {
      int count = read(body, piece, (int) Math.min(left, piece.length));
      if (count < 0) {
        throw new IOException(
            "the body ended after " + (length - left) + " bytes (expected: " + length + ")");
      }
      out.write(piece, 0, count);
      left -= count;
    }
  }

  private void sendChunks(InputStream body) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = read(body, piece, PIECE); count >= 0; count = read(body, piece, PIECE)) {
      // An empty chunk would be the last.
      if (count > 0) {
        out.write(ascii(Integer.toHexString(count) + "\r\n"));
        out.write(piece, 0, count);
        out.write(ascii("\r\n"));
      }
    }
    out.write(ascii("0\r\n\r\n"));
  }

  /** What has been read goes before anything is waited for. */
  private int read(InputStream body, byte[] piece, int most) throws IOException {
    if (body.available() == 0) {
      out.flush();
    }
    return body.read(piece, 0, most);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the head of the answer to a request.
   *
   * @param interim gets the answers before it, with a status of 1xx
   * @throws HttpException for an answer that is none
   */
  public HttpResponse receive(HttpRequest request, Consumer<HttpResponse.Head> interim)
      throws IOException {
    HttpResponse.Head head = new HeadReader(in).head();
    while (head.isInterim()) {
      interim.accept(head);
      head = new HeadReader(in).head();
    }
    BodyInput body = BodyInput.of(in, head, request.method());
    closesAfter |= head.version().equals("HTTP/1.0") || head.headers().has("Connection", "close");
    last = Optional.of(body);
    return new HttpResponse(head, body, body::trailers);
  }

  /** Whether another request may follow: both sides agree, and the last answer has been read. */
  public boolean isReusable() {
    return !closesAfter && last.map(BodyInput::isRead).orElse(true);
  }

  /** What is sent after an upgrade. */
  public OutputStream output() {
    return out;
  }
}
