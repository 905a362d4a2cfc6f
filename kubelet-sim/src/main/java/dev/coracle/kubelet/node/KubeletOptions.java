// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import dev.coracle.program.PodInfo;
import dev.coracle.program.UnsupportedVolumes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all nodes of a cluster have in common.
 *
 * @param clusterDomain the DNS domain of the cluster
 * @param nameservers the addresses of the cluster's DNS
 * @param nodeNameservers the addresses of the name servers that nodes use, which know no Service
 * @param maxRestartDelay the longest a crashing container waits for its next start
 * @param caCertificate the PEM by which Pods know the API server, asked for when one looks at it
 * @param tokens makes the tokens of service accounts
 * @param unsupportedVolumes what becomes of Pods with volumes that are not implemented
 * @param standInsPassProbes whether containers of images that nobody registered pass all probes
 */
public record KubeletOptions(
    String clusterDomain,
    List<String> nameservers,
    List<String> nodeNameservers,
    Duration maxRestartDelay,
    Supplier<String> caCertificate,
    TokenSource tokens,
    UnsupportedVolumes unsupportedVolumes,
    boolean standInsPassProbes) {

  public KubeletOptions {
    nameservers = List.copyOf(nameservers);
    nodeNameservers = List.copyOf(nodeNameservers);
  }

  /** A cluster that has DNS, but gives its Pods no credentials. */
  public static KubeletOptions of(String clusterDomain, List<String> nameservers) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        List.of(),
        Duration.ofMinutes(5),
        () -> "",
        (pod, audience, expires) -> "",
        UnsupportedVolumes.REFUSE,
        false);
  }

  public KubeletOptions withCredentials(Supplier<String> caPem, TokenSource source) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        nodeNameservers,
        maxRestartDelay,
        caPem,
        source,
        unsupportedVolumes,
        standInsPassProbes);
  }

  /** Gives nodes the name servers that Pods with {@code dnsPolicy: Default} have too. */
  public KubeletOptions withNodeNameservers(List<String> addresses) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        addresses,
        maxRestartDelay,
        caCertificate,
        tokens,
        unsupportedVolumes,
        standInsPassProbes);
  }

  public KubeletOptions withMaxRestartDelay(Duration most) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        nodeNameservers,
        most,
        caCertificate,
        tokens,
        unsupportedVolumes,
        standInsPassProbes);
  }

  public KubeletOptions withUnsupportedVolumes(UnsupportedVolumes other) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        nodeNameservers,
        maxRestartDelay,
        caCertificate,
        tokens,
        other,
        standInsPassProbes);
  }

  public KubeletOptions withStandInsPassingProbes(boolean pass) {
    return new KubeletOptions(
        clusterDomain,
        nameservers,
        nodeNameservers,
        maxRestartDelay,
        caCertificate,
        tokens,
        unsupportedVolumes,
        pass);
  }

  /** Makes tokens by which Pods prove who they are. */
  @FunctionalInterface
  public interface TokenSource {

    /** A token of the Pod's service account; an empty audience is the API server's own. */
    String token(PodInfo pod, String audience, Duration expiresIn);
  }
}
