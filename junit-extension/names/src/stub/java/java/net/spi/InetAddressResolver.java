// SPDX-License-Identifier: Apache-2.0

package java.net.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** What JDK 18 and later have under this name; compiled against, never loaded. */
public interface InetAddressResolver {

  Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException;

  String lookupByAddress(byte[] address) throws UnknownHostException;

  final class LookupPolicy {

    public static final int IPV4 = 1;
    public static final int IPV6 = 1 << 1;

    private LookupPolicy() {}

    public native int characteristics();
  }
}
