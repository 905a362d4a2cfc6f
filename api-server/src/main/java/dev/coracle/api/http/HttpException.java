// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.IOException;

/** Thrown for an answer that is none. */
public final class HttpException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final String BROKEN = "net/http: HTTP/1.x transport connection broken: ";

  /** What is wrong with it. */
  public enum Kind {
    /** The connection was closed before the first byte. */
    EMPTY,
    /** It does not begin as an answer in HTTP/1 does. */
    NOT_HTTP,
    /** A header or a chunk is none. */
    MALFORMED,
    /** The head is longer than anybody means it. */
    TOO_LONG,
    /** The connection was closed in the midst of it. */
    TRUNCATED
  }

  private final Kind kind;
  private final long missing;

  private HttpException(Kind kind, long missing, String message) {
    super(message);
    this.kind = kind;
    this.missing = missing;
  }

  static HttpException empty() {
    return new HttpException(Kind.EMPTY, 0, "EOF");
  }

  static HttpException malformed(String what) {
    return new HttpException(Kind.MALFORMED, 0, what);
  }

  static HttpException notHttp(String line) {
    return new HttpException(Kind.NOT_HTTP, 0, BROKEN + "malformed HTTP response \"" + line + "\"");
  }

  /** A head that is none, in the words of Go's net/http. */
  static HttpException malformedHead(String what) {
    return malformed(BROKEN + what);
  }

  static HttpException tooLong(int limit) {
    return new HttpException(
        Kind.TOO_LONG, 0, "server response headers exceeded " + limit + " bytes; aborted");
  }

  static HttpException truncated(long missing) {
    return new HttpException(Kind.TRUNCATED, missing, "unexpected EOF");
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** How many bytes had been announced and have not come; 0 where nobody knows. */
  public long missing() {
    return missing;
  }
}
