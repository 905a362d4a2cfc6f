// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.dns;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import java.util.List;
import java.util.Locale;

/**
 * How the DNS server is set up: what a Corefile says.
 *
 * @param zone the cluster's domain, with a dot at its end
 * @param reverseZones the zones of addresses
 * @param fallThrough whether addresses that the cluster does not know are asked of others
 * @param service the Service that stands for the server
 * @param listening the server's own addresses, for a cluster without that Service
 */
record DnsConfig(
    String zone,
    List<String> reverseZones,
    boolean fallThrough,
    int ttl,
    Pods pods,
    ObjectKey service,
    List<IpAddress> listening) {

  /** Which names {@code a-b-c-d.<namespace>.pod} are answered. */
  enum Pods {
    DISABLED,
    /** Those of every address. */
    INSECURE,
    /** Those of running Pods. */
    VERIFIED
  }

  /** What kubeadm sets up. */
  static DnsConfig kubeadm(String domain, List<IpAddress> listening) {
    String lower = domain.toLowerCase(Locale.ROOT);
    return new DnsConfig(
        lower.endsWith(".") ? lower : lower + ".",
        List.of("in-addr.arpa.", "ip6.arpa."),
        true,
        30,
        Pods.INSECURE,
        ObjectKey.of("kube-system", "kube-dns"),
        listening);
  }
}
