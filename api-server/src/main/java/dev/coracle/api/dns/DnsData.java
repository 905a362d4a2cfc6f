// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.dns;

import dev.coracle.api.net.IpAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What a DNS record says, after its owner and type; printed as in a zone file. */
public sealed interface DnsData {

  /** The value of an A or AAAA record. */
  record Address(IpAddress address) implements DnsData {

    @Override
    public String toString() {
      return address.toString();
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

  /** Texts of at most 255 bytes each. */
  record Text(List<String> texts) implements DnsData {

    public Text {
      texts = List.copyOf(texts);
    }

    @Override
    public String toString() {
      return texts.stream()
          .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
          .collect(Collectors.joining(" "));
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
