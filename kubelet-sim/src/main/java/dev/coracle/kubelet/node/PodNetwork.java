// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.node;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * The network that Pods are attached to, as a CNI plugin is to a kubelet. {@code Cluster} supplies
 * it.
 */
public interface PodNetwork {

  /** Gives a Pod its address; with host network, its node's. */
  PodLink attach(PodIdentity pod);

  /**
   * Opens a connection from a node, as probes do.
   *
   * @throws IOException when it is refused or takes longer than {@code timeout}
   */
  Socket dialFromNode(String node, String address, int port, Duration timeout) throws IOException;

  /**
   * Opens a connection from where the API server runs, as its proxy does.
   *
   * @throws IOException when it is refused or takes longer than {@code timeout}
   */
  Socket dialFromControlPlane(String address, int port, Duration timeout) throws IOException;

  /** Who is attached. */
  record PodIdentity(String namespace, String name, String uid, String node, boolean hostNetwork) {}
}
