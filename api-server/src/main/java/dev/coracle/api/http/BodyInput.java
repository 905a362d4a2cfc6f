// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** The bytes of one body, out of a connection that may have more. */
abstract sealed class BodyInput extends InputStream {

  private final InputStream in;
  private boolean ended;

  private BodyInput(InputStream in) {
    this.in = in;
  }

  /** The body of an answer, framed as its head says (RFC 9112, 6.3). */
  static BodyInput of(InputStream in, HttpResponse.Head head, String method) throws HttpException {
    int status = head.status();
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new Sized(in, 0);
    }
    if (status == 101) {
      return new ToEnd(in);
    }
    if (head.headers().contains("Transfer-Encoding")) {
      List<String> codings = head.headers().elements("Transfer-Encoding");
      if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw HttpException.malformedHead("unsupported transfer encoding: " + codings);
      }
      return new Chunked(in);
    }
    OptionalLong length = length(head.headers());
    return length.isPresent() ? new Sized(in, length.getAsLong()) : new ToEnd(in);
  }

  private static OptionalLong length(HttpHeaders headers) throws HttpException {
    List<String> lengths = headers.elements("Content-Length").stream().distinct().toList();
    if (lengths.isEmpty()) {
      return OptionalLong.empty();
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
      throw HttpException.malformedHead(
          "bad Content-Length \"" + String.join(", ", lengths) + "\"");
    }
    return OptionalLong.of(Long.parseLong(lengths.get(0)));
  }

  /** How many bytes may be read next; 0 at the end. */
  abstract long available(InputStream from) throws IOException;

  /** Some of them have been read. */
  abstract void took(int count);

  /** The connection has ended. */
  abstract void endOfConnection() throws IOException;

  /** What followed the body. */
  HttpHeaders trailers() {
    return HttpHeaders.NONE;
  }

  /** Whether the body has been read to an end that is not the connection's. */
  final boolean isRead() {
    return ended && !(this instanceof ToEnd);
  }

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    long most = ended ? 0 : available(in);
    if (most == 0) {
      ended = true;
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, most));
    if (count < 0) {
      endOfConnection();
      ended = true;
      return -1;
    }
    took(count);
    return count;
  }

  /** As many bytes as the head has announced. */
  private static final class Sized extends BodyInput {

    private long left;

    Sized(InputStream in, long length) {
      super(in);
      left = length;
    }

    @Override
    long available(InputStream from) {
      return left;
    }

    @Override
    void took(int count) {
      left -= count;
    }

    @Override
    void endOfConnection() throws HttpException {
      throw HttpException.truncated(left);
    }
  }

  /** Everything up to the end of the connection. */
  private static final class ToEnd extends BodyInput {

    ToEnd(InputStream in) {
      super(in);
    }

    @Override
    long available(InputStream from) {
      return Long.MAX_VALUE;
    }

    @Override
    void took(int count) {
      // Nobody has counted them before.
    }

    @Override
    void endOfConnection() {
      // That is how it ends.
    }
  }

  /** Chunks, and headers after the last. */
  private static final class Chunked extends BodyInput {

    private long left;
    private boolean begun;
    private HttpHeaders trailers = HttpHeaders.NONE;

    Chunked(InputStream in) {
      super(in);
    }

    @Override
    long available(InputStream from) throws IOException {
      if (left == 0) {
        var reader = new HeadReader(from);
        if (begun && !reader.wholeLine().isEmpty()) {
          throw HttpException.malformed("malformed chunked encoding");
        }
        begun = true;
        left = size(reader.wholeLine());
        if (left == 0) {
          trailers = reader.headers();
        }
      }
      return left;
    }

    private static long size(String line) throws HttpException {
      String digits = line.split(";", 2)[0].strip();
      if (!digits.matches("[0-9a-fA-F]{1,15}")) {
        throw HttpException.malformed("invalid byte in chunk length");
      }
      return Long.parseLong(digits, 16);
    }

    @Override
    void took(int count) {
      left -= count;
    }

    @Override
    void endOfConnection() throws HttpException {
      throw HttpException.truncated(left);
    }

    @Override
    HttpHeaders trailers() {
      return trailers;
    }
  }
}
