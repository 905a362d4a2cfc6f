// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program with what surrounds it.
 *
 * @param reference the full name, such as {@code docker.io/library/nginx:1.27}
 * @param program what runs when the container starts
 * @param executables programs that commands can name, by name or absolute path
 * @param files what the root file system holds
 * @param env the image's own environment, which a Pod's replaces
 * @param simulated whether nobody registered the image, so that its program is a stand-in
 */
public record Image(
    String reference,
    ContainerProgram program,
    Map<String, ContainerProgram> executables,
    Files files,
    Map<String, String> env,
    boolean simulated) {

  /** Fills the root of a new file system. */
  @FunctionalInterface
  public interface Files {

    /** None but those that every image has. */
    Files NONE = root -> {};

    /** Makes the files below the root of a fresh container. */
    void fill(Path root) throws IOException;
  }

  public Image {
    executables = Map.copyOf(executables);
    env = Map.copyOf(env);
  }

  /** An image that is only a program. */
  public static Image of(String reference, ContainerProgram program) {
    return new Image(reference, program, Map.of(), Files.NONE, Map.of(), false);
  }
}
