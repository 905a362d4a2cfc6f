// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.discovery;

import dev.coracle.program.ContainerContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a Pod is given to talk to the API server: libraries in this JVM look for it at paths of the
 * machine, and so are told what the Pod's own files say.
 */
record PodSecrets(String token, String authority) {

  private static final String DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

  static PodSecrets of(ContainerContext context) {
    Path directory = context.files().getPath(DIRECTORY);
    try {
      return new PodSecrets(
          Files.readString(directory.resolve("token")),
          Files.readString(directory.resolve("ca.crt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies them to a directory of the machine, for libraries that take paths only. */
  PodSecrets writeTo(Path directory) throws IOException {
    Files.writeString(directory.resolve("token"), token);
    Files.writeString(directory.resolve("ca.crt"), authority);
    return this;
  }
}
