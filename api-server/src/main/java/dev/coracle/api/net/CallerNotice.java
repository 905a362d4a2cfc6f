// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

/** How a server that sees nobody but the relay before it is told who really calls. */
public enum CallerNotice {
  /** Not at all. The default. */
  NONE,
  /**
   * By a header of each HTTP/1.1 request, {@code X-Forwarded-For}, to which the caller's address is
   * added as a proxy does.
   */
  X_FORWARDED_FOR,
  /**
   * By a line before all else.
   *
   * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol,
   *     version 1</a>
   */
  PROXY_PROTOCOL,
  /**
   * By bytes before all else.
   *
   * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol,
   *     version 2</a>
   */
  PROXY_PROTOCOL_V2
}
