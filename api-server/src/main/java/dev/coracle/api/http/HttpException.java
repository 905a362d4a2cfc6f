// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.IOException;

/** Thrown for an answer that is none. */
public final class HttpException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Kind {
    /** The connection was closed before the first byte. */
    EMPTY,
    /** What came is not HTTP/1.1. */
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
