// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * The body of a request, read while it is sent.
 *
 * @param length as many bytes are announced and sent; in chunks where it is unknown
 */
public record HttpBody(InputStream stream, OptionalLong length) {

  /** No body, of which nothing is said. */
  public static HttpBody none() {
    return of(new byte[0]);
  }

  /** These bytes. */
  public static HttpBody of(byte[] bytes) {
    return of(new ByteArrayInputStream(bytes), bytes.length);
  }

  /** As many bytes of the stream. */
  public static HttpBody of(InputStream stream, long length) {
    return new HttpBody(stream, OptionalLong.of(length));
  }

  /** Everything that the stream has, in chunks. */
  public static HttpBody streamed(InputStream stream) {
    return new HttpBody(stream, OptionalLong.empty());
  }

  boolean isNone() {
    return length.isPresent() && length.getAsLong() == 0;
  }
}
