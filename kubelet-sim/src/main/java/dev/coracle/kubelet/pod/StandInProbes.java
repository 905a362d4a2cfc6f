// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.node.KubeletOptions;
import dev.coracle.program.Image;

/** What becomes of the probes of an image that nobody registered, and that a stand-in runs for. */
record StandInProbes(Image image, String name, KubeletOptions options) {

  static StandInProbes of(ContainerRun run, KubeletOptions options) {
    return new StandInProbes(run.image, run.context.image(), options);
  }

  boolean isOne() {
    return image.simulated();
  }

  /** Whether all probes succeed, without being made. */
  boolean passes() {
    return isOne() && options.standInsPassProbes();
  }

  /** Why a probe fails that asks for what only the real image has, and what to do. */
  String lacks(String what) {
    return ("image \"%s\" is not registered, and the stand-in that runs for it has no %s:"
            + " register the image with images.add(\"%s\", ...), or have stand-ins pass their"
            + " probes with standInsPassProbes()")
        .formatted(name, what, name);
  }
}
