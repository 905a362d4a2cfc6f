// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.kubelet.Image;
import java.util.Map;

/** The test image of Kubernetes' own suites. */
final class Agnhost {

  private Agnhost() {}

  static Image image(ImageReference reference) {
    return BuiltIns.withExecutables(reference, BuiltIns::pause, Map.of(), Image.Files.NONE);
  }
}
