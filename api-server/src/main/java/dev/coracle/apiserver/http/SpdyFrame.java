// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.util.Map;

/** A frame of SPDY/3.1, of the kinds by which Kubernetes' clients carry streams. */
sealed interface SpdyFrame {

  /** Opens a stream; its headers are by lower-case name. */
  record Open(int stream, Map<String, String> headers) implements SpdyFrame {}

  /** Bytes of a stream; {@code last} when its sender has no more. */
  record Data(int stream, byte[] bytes, boolean last) implements SpdyFrame {}

  /** Ends a stream at once, in both directions. */
  record Reset(int stream) implements SpdyFrame {}

  /** Wants the same back. */
  record Ping(int id) implements SpdyFrame {}
}
