// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import java.util.Optional;

/** One container of a Pod at one moment: what its status document is made from. */
record ContainerStatus(
    String name,
    Role role,
    String image,
    String imageId,
    String containerId,
    ContainerState state,
    Optional<ContainerState.Terminated> last,
    boolean ready,
    boolean started,
    int restartCount) {

  /** Which part a container plays in its Pod. */
  enum Role {
    INIT,
    SIDECAR,
    APP
  }

  boolean isRunning() {
    return state instanceof ContainerState.Running;
  }

  /** Whether the container has ended for good or waits for its next run after having ended. */
  Optional<ContainerState.Terminated> ended() {
    if (state instanceof ContainerState.Terminated terminated) {
      return Optional.of(terminated);
    }
    return state instanceof ContainerState.Waiting ? last : Optional.empty();
  }

  /** Whether an init container has done its part. */
  boolean initialized() {
    return role == Role.SIDECAR
        ? started
        : state instanceof ContainerState.Terminated terminated && terminated.succeeded();
  }
}
