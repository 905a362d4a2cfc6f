// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.net.IpFamily;
import dev.coracle.apiserver.auth.Authorizer;
import dev.coracle.network.DeniedTraffic;
import dev.coracle.network.IpvsScheduler;
import dev.coracle.network.NetworkPlan;
import dev.coracle.network.NodePortsOnLocalhost;
import dev.coracle.network.PolicyChange;
import dev.coracle.network.ProxyMode;
import dev.coracle.program.UnsupportedVolumes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a cluster is made of. */
record ClusterOptions(
    int nodes,
    List<String> zones,
    boolean virtualTime,
    long seed,
    int securePort,
    int tunnelPort,
    boolean strictImages,
    ProxyMode proxyMode,
    IpvsScheduler ipvsScheduler,
    DeniedTraffic deniedTraffic,
    PolicyChange policyChange,
    NodePortsOnLocalhost nodePortsOnLocalhost,
    NetworkPlan plan,
    List<IpFamily> ipFamilies,
    boolean controlPlaneOnly,
    Set<String> controllersLeftOut,
    Authorizer authorizer,
    UnsupportedVolumes unsupportedVolumes,
    boolean standInsPassProbes,
    String clusterDomain) {

  static final long FIRST_SEED = 1;

  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  /** What is left of a name's 253 characters beside a Pod, a Service and a namespace. */
  private static final int MOST_OF_A_DOMAIN = 56;

  ClusterOptions {
    zones = List.copyOf(zones);
    controllersLeftOut = Set.copyOf(controllersLeftOut);
    ipFamilies = List.copyOf(ipFamilies);
    if (ipFamilies.isEmpty() || Set.copyOf(ipFamilies).size() < ipFamilies.size()) {
      throw new IllegalArgumentException(
          "ipFamilies: " + ipFamilies + " (expected: IPV4, IPV6, or both, the primary one first)");
    }
    if (!DOMAIN.matcher(clusterDomain).matches() || clusterDomain.length() > MOST_OF_A_DOMAIN) {
      throw new IllegalArgumentException(
          "clusterDomain: " + clusterDomain + " (expected: a DNS name such as cluster.local)");
    }
    require(nodes >= 1, "nodes", nodes, ">= 1");
    require(securePort >= 0 && securePort <= 65535, "port", securePort, "0-65535");
    require(tunnelPort >= 0 && tunnelPort <= 65535, "tunnelPort", tunnelPort, "0-65535");
  }

  private static void require(boolean holds, String what, int value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
    }
  }
}
