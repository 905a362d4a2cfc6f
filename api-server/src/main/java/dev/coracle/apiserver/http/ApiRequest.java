// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import java.time.Instant;

/**
 * A request that came over HTTP, as the log of requests remembers it.
 *
 * @param user who made it, and as whom
 */
record ApiRequest(Instant time, String user, String method, String uri, int code) {

  @Override
  public String toString() {
    return time + " " + user + " " + method + " " + uri + " " + code;
  }
}
