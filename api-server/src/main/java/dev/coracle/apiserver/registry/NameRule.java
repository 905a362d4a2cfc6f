// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

import java.util.List;

/** How a name must look, with Kubernetes' texts for one that does not. */
public enum NameRule {
  /** Labels joined by dots. */
  DNS_SUBDOMAIN,
  /** One label of a domain name. */
  DNS_LABEL,
  /** Whatever may stand in a path: no slash, no percent sign, not a dot or two. */
  PATH_SEGMENT,
  /** The canonical form of an IP address. */
  IP_ADDRESS;

  /** The texts for what is wrong with a name; none for a good one. */
  public List<String> problems(String name) {
    return switch (this) {
      case DNS_SUBDOMAIN -> Names.dnsSubdomain(name);
      case DNS_LABEL -> Names.dnsLabel(name);
      case PATH_SEGMENT -> Names.pathSegment(name);
      case IP_ADDRESS -> IpRules.canonicalProblems(name);
    };
  }
}
