// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Service addresses and node ports of a standard server, by their places in the ranges. */
final class Ranges {

  static final String SERVICES = "10.96.0.0/16";
  static final String NODE_PORTS = "30000-32767";
  static final int FIRST_PORT = 30000;

  /**
   * Addresses that are asked for by number come from the lower band.
   * https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
   */
  static final int LAST_STATIC_ADDRESS = 256;

  static final int STATIC_PORTS = 86;

  private static final int LAST_PORT = 32767;
  private static final Pattern ADDRESS = Pattern.compile("10\\.96\\.(\\d+)\\.(\\d+)");
  private static final Pattern OCTET = Pattern.compile("0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]");

  private Ranges() {}

  static String address(int place) {
    return "10.96." + (place >> 8 & 0xff) + "." + (place & 0xff);
  }

  /** The place of an address in the range of Services; empty for one of somebody else. */
  static OptionalInt place(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches() || !isOctet(parts.group(1)) || !isOctet(parts.group(2))) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(parts.group(1)) << 8 | Integer.parseInt(parts.group(2)));
  }

  private static boolean isOctet(String text) {
    return OCTET.matcher(text).matches();
  }

  static boolean isNodePort(long number) {
    return number >= FIRST_PORT && number <= LAST_PORT;
  }
}
