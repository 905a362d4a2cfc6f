// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.image.ImageSource;
import dev.coracle.kubelet.node.NodeServices;
import dev.coracle.kubelet.pod.ContainerState.Waiting;
import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.program.Image;
import java.time.Duration;

/** The pulls of one container's image, with their back-off and events. Runs on the node's loop. */
final class ImagePull {

  private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
  private static final Duration LAST_DELAY = Duration.ofMinutes(5);
  private static final Duration UNTIL_BACK_OFF = Duration.ofSeconds(2);

  /** What came of a pull. */
  sealed interface Result {}

  record Pulled(Image image) implements Result {}

  record Failed(Waiting waiting, Duration retry) implements Result {}

  private final NodeServices node;
  private final ContainerSpec spec;
  private Duration delay = Duration.ZERO;
  private String refusal = "";
  private boolean backingOff;

  ImagePull(NodeServices node, ContainerSpec spec) {
    this.node = node;
    this.spec = spec;
  }

  /** Tries, or says how long to wait before the next try. */
  Result pull(ContainerOwner pod) {
    if (!refusal.isEmpty() && !backingOff) {
      return backOff(pod);
    }
    backingOff = false;
    ImageSource.Pull answer = node.images().pull(spec.image());
    if (answer instanceof ImageSource.Found found) {
      return found(pod, found.image());
    }
    if (answer instanceof ImageSource.InvalidName invalid) {
      pod.warning(spec, "InspectFailed", invalid.message());
      pod.warning(spec, "Failed", "Error: InvalidImageName");
      return new Failed(new Waiting("InvalidImageName", invalid.message()), LAST_DELAY);
    }
    return refused(pod, ((ImageSource.Refused) answer).message());
  }

  private Result found(ContainerOwner pod, Image image) {
    String name = "\"" + spec.image() + "\"";
    boolean present = node.has(image.reference());
    if (spec.pullPolicy().equals("Never") && !present && image.simulated()) {
      String message = "Container image " + name + " is not present with pull policy of Never";
      pod.warning(spec, "ErrImageNeverPull", message);
      pod.warning(spec, "Failed", "Error: ErrImageNeverPull");
      return new Failed(new Waiting("ErrImageNeverPull", message), FIRST_DELAY);
    }
    if (present && !spec.pullPolicy().equals("Always") || spec.pullPolicy().equals("Never")) {
      pod.normal(
          spec,
          "Pulled",
          "Container image " + name + " already present on machine and can be accessed by the pod");
    } else {
      pod.normal(spec, "Pulling", "Pulling image " + name);
      pod.normal(
          spec,
          "Pulled",
          "Successfully pulled image "
              + name
              + " in 0s (0s including waiting). Image size: 0 bytes.");
    }
    if (image.simulated()) {
      pod.normal(
          spec,
          "ImageSimulated",
          "Image "
              + name
              + " is not registered: its Pod runs a stand-in"
              + (node.options().standInsPassProbes() ? ", which passes its probes" : "")
              + node.images()
                  .meant(spec.image())
                  .map(meant -> "; did you mean \"" + meant + "\"?")
                  .orElse(""));
    }
    node.keep(image.reference());
    refusal = "";
    delay = Duration.ZERO;
    return new Pulled(image);
  }

  private Result refused(ContainerOwner pod, String message) {
    refusal = message;
    pod.normal(spec, "Pulling", "Pulling image \"" + spec.image() + "\"");
    pod.warning(spec, "Failed", "Failed to pull image \"" + spec.image() + "\": " + message);
    pod.warning(spec, "Failed", "Error: ErrImagePull");
    return new Failed(new Waiting("ErrImagePull", message), UNTIL_BACK_OFF);
  }

  private Result backOff(ContainerOwner pod) {
    backingOff = true;
    delay = delay.isZero() ? FIRST_DELAY : smaller(delay.multipliedBy(2));
    String message = "Back-off pulling image \"" + spec.image() + "\"";
    pod.normal(spec, "BackOff", message);
    pod.warning(spec, "Failed", "Error: ImagePullBackOff");
    return new Failed(
        new Waiting("ImagePullBackOff", message + ": ErrImagePull: " + refusal),
        delay.minus(UNTIL_BACK_OFF));
  }

  private static Duration smaller(Duration wanted) {
    return wanted.compareTo(LAST_DELAY) < 0 ? wanted : LAST_DELAY;
  }
}
