// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.KubeObject;
import dev.coracle.api.net.IpAddress;
import dev.coracle.network.Protocol;
import dev.coracle.testing.report.Snapshot.Containers;

/** What the nodes and the network of a cluster know of its containers. */
final class LiveContainers implements Containers {

  private final Assembly parts;

  private LiveContainers(Assembly parts) {
    this.parts = parts;
  }

  static Containers of(Assembly parts) {
    return parts.isControlPlaneOnly() ? Containers.NONE : new LiveContainers(parts);
  }

  @Override
  public String log(KubeObject pod, String container, boolean previous) {
    try {
      return new PodAccess(parts.kubelets()).logs(pod, container, previous);
    } catch (RuntimeException notThere) {
      // Of a container that never ran; a report must not fail a second time.
      return "";
    }
  }

  @Override
  public boolean listens(String ip, int port) {
    return parts.network().realAddress(IpAddress.of(ip), port, Protocol.TCP).isPresent();
  }
}
