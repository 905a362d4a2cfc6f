// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;

/** An answer whose head is there, and whose body is read as it comes. */
public final class HttpResponse {

  /** The first line and the headers, as they came. */
  public record Head(String version, int status, String reason, HttpHeaders headers) {

    boolean isInterim() {
      return status / 100 == 1 && status != 101;
    }

    /** The first line. */
    public String statusLine() {
      return version + " " + status + (reason.isEmpty() ? "" : " " + reason);
    }

    /** All of it as on the wire. */
    @Override
    public String toString() {
      return statusLine() + "\r\n" + headers + "\r\n";
    }
  }

  private final Head head;
  private final InputStream body;
  private final Supplier<HttpHeaders> trailers;

  HttpResponse(Head head, InputStream body, Supplier<HttpHeaders> trailers) {
    this.head = head;
    this.body = body;
    this.trailers = trailers;
  }

  /** The head. */
  public Head head() {
    return head;
  }

  /** The status. */
  public int status() {
    return head.status();
  }

  /** The headers. */
  public HttpHeaders headers() {
    return head.headers();
  }

  /**
   * The body without what frames it; after an upgrade, whatever comes. Its reading fails with
   * {@link HttpException} where the other side stops early or breaks the framing.
   */
  public InputStream body() {
    return body;
  }

  /** The headers after the body, when that has been read. */
  public HttpHeaders trailers() {
    return trailers.get();
  }

  /** Copies the body as it comes, each piece at once. */
  public void transferTo(OutputStream out) throws IOException {
    byte[] piece = new byte[8192];
    for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
      out.write(piece, 0, count);
      out.flush();
    }
  }
}
