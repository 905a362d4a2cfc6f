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
    return "image \"%s\" is not registered, and the stand-in that runs for it has no %s: %s"
        .formatted(name, what, remedy());
  }

  private String remedy() {
    return ("register the image with images.add(\"%s\", ...), or have stand-ins pass their probes"
            + " with standInsPassProbes()")
        .formatted(name);
  }

  /** The answer of a probe, which for a stand-in that failed says who was asked. */
  ProbeResult told(ProbeResult result) {
    boolean good =
        result.outcome() == ProbeResult.Outcome.SUCCESS
            || result.outcome() == ProbeResult.Outcome.WARNING;
    if (!isOne() || good || result.output().contains(remedy())) {
      return result;
    }
    return new ProbeResult(
        result.outcome(),
        ("%s (image \"%s\" is not registered, and a stand-in was asked, which serves HTTP on the"
                + " ports that its container declares and has the programs of busybox: %s)")
            .formatted(result.output().strip(), name, remedy()));
  }
}
