// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.HexFormat;

/** What a DNS record says, after its owner and type; printed as in a zone file. */
sealed interface DnsData {

  /** The value of an A or AAAA record. */
  record Address(InetAddress address) implements DnsData {

    @Override
    public String toString() {
      return NetUtil.toAddressString(address);
    }
  }

  /** The value of a record that only names another name: CNAME, NS or PTR. */
  record Target(String name) implements DnsData {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Where a service is: priority, weight, port and host. */
  record Srv(int priority, int weight, int port, String target) implements DnsData {

    @Override
    public String toString() {
      return priority + " " + weight + " " + port + " " + target;
    }
  }

  /** The start of authority of a zone. */
  record Soa(
      String server, String mailbox, long serial, int refresh, int retry, int expire, int minimum)
      implements DnsData {

    @Override
    public String toString() {
      return server + " " + mailbox + " " + serial + " " + refresh + " " + retry + " " + expire
          + " " + minimum;
    }
  }

  /** A text of at most 255 bytes. */
  record Text(String text) implements DnsData {

    @Override
    public String toString() {
      return '"' + text + '"';
    }
  }

  /** Where the mail of a domain goes. */
  record Mx(int preference, String target) implements DnsData {

    @Override
    public String toString() {
      return preference + " " + target;
    }
  }

  /** The bytes of a type that is passed on without being understood. */
  record Raw(String hex) implements DnsData {

    static Raw of(byte[] bytes) {
      return new Raw(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
      return "\\# " + hex.length() / 2 + " " + hex;
    }
  }
}
