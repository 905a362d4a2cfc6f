// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.client;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a call.
 *
 * @param status zero unless it was {@link End#ANSWERED}
 * @param detail why there is no answer, or empty
 * @param endpoint where it was sent, if anywhere
 * @param pod the Pod that has that address
 */
public record HttpOutcome(
    End end,
    int status,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    String detail,
    Optional<IpAddress> endpoint,
    Optional<ObjectKey> pod) {

  /** How a call ends. */
  public enum End {
    /** By an answer that came whole. */
    ANSWERED,
    /** There was no connection: nobody listens, or nobody may. */
    REFUSED,
    /** The connection ended before the answer was whole. */
    RESET,
    /** Nothing came, or not all, for as long as the call would wait. */
    TIMED_OUT
  }
}
