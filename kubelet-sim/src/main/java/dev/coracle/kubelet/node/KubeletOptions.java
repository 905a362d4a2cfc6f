// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.program.PodInfo;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all nodes of a cluster have in common.
 *
 * @param clusterDomain the DNS domain of the cluster
 * @param nameservers the addresses of the cluster's DNS
 * @param maxRestartDelay the longest a crashing container waits for its next start
 * @param caCertificate the PEM by which Pods know the API server, asked for when one looks at it
 * @param tokens makes the tokens of service accounts
 */
public record KubeletOptions(
    String clusterDomain,
    List<String> nameservers,
    Duration maxRestartDelay,
    Supplier<String> caCertificate,
    TokenSource tokens) {

  public KubeletOptions {
    nameservers = List.copyOf(nameservers);
  }

  /** A cluster that has DNS, but gives its Pods no credentials. */
  public static KubeletOptions of(String clusterDomain, List<String> nameservers) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        Duration.ofMinutes(5),
        () -> "",
        (pod, audience, expires) -> "");
  }

  public KubeletOptions withCredentials(Supplier<String> caPem, TokenSource source) {
    return new KubeletOptions(clusterDomain, nameservers, maxRestartDelay, caPem, source);
  }

  public KubeletOptions withMaxRestartDelay(Duration most) {
    return new KubeletOptions(clusterDomain, nameservers, most, caCertificate, tokens);
  }

  /** Makes tokens by which Pods prove who they are. */
  @FunctionalInterface
  public interface TokenSource {

    /** A token of the Pod's service account; an empty audience is the API server's own. */
    String token(PodInfo pod, String audience, Duration expiresIn);
  }
}
