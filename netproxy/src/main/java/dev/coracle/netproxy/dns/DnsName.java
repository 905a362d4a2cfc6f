// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import java.util.List;
import java.util.Locale;

/** What a name below the cluster's zone stands for. */
sealed interface DnsName {

  /** The zone itself, {@code svc} or {@code pod}: names without records that have some below. */
  record Empty() implements DnsName {}

  /** {@code <namespace>.svc} or {@code <namespace>.pod}. */
  record Namespace(String namespace, boolean ofPods) implements DnsName {}

  /**
   * A Service, one of its endpoints, or one of its ports; what is not asked for is empty. An empty
   * port or protocol is any.
   */
  record Service(
      String namespace,
      String service,
      String endpoint,
      boolean ofPort,
      String port,
      String protocol)
      implements DnsName {}

  /** A Pod by its address, with dashes for dots or colons. */
  record Pod(String namespace, String dashed) implements DnsName {}

  /** {@code ns.dns}, the name server when it has no Service. */
  record NameServer() implements DnsName {}

  /** {@code dns-version}. */
  record Version() implements DnsName {}

  /** Nothing that could exist. */
  record Unknown() implements DnsName {}

  /**
   * Reads a name.
   *
   * @param relative the labels to the left of the zone, without a dot at their end
   */
  static DnsName parse(String relative) {
    String lower = relative.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "", "svc", "pod" -> new Empty();
      case "ns.dns" -> new NameServer();
      case "dns-version" -> new Version();
      default -> parse(List.of(lower.split("\\.", -1)));
    };
  }

  private static DnsName parse(List<String> labels) {
    int left = labels.size() - 2;
    boolean ofPods = labels.get(left + 1).equals("pod");
    if (left > 3 || !ofPods && !labels.get(left + 1).equals("svc")) {
      return new Unknown();
    }
    String namespace = labels.get(left);
    if (left == 0) {
      return new Namespace(namespace, ofPods);
    }
    // CoreDNS does not look at what stands left of a Pod's address.
    return ofPods
        ? new Pod(namespace, labels.get(left - 1))
        : service(namespace, labels.subList(0, left));
  }

  private static Service service(String namespace, List<String> labels) {
    String name = labels.get(labels.size() - 1);
    return switch (labels.size()) {
      case 1 -> new Service(namespace, name, "", false, "", "");
      case 2 -> new Service(namespace, name, labels.get(0), false, "", "");
      default -> new Service(namespace, name, "", true, bare(labels.get(0)), bare(labels.get(1)));
    };
  }

  private static String bare(String label) {
    return label.startsWith("_") ? label.substring(1) : label;
  }
}
