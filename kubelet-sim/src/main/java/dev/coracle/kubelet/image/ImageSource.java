// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.program.Image;
import java.util.Optional;

/** Where nodes get images from: a registry that holds programs. */
@FunctionalInterface
public interface ImageSource {

  /** Looks an image up by the name that a Pod uses; quick, and callable on any thread. */
  Pull pull(String name);

  /** What a name that nobody registered may be a slip of; empty where nothing comes near. */
  default Optional<String> meant(String name) {
    return Optional.empty();
  }

  /** The answer to a pull. */
  sealed interface Pull {}

  /** The image, ready to run. */
  record Found(Image image) implements Pull {}

  /** No such image; the message is a container runtime's. */
  record Refused(String message) implements Pull {}

  /** The name is none that an image can have. */
  record InvalidName(String message) implements Pull {}
}
