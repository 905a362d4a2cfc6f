// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The hosts file for the processes of one Pod, written when it is first asked for. */
public final class PodHostsFile implements AutoCloseable {

  private final HostsFiles files;
  private final String namespace;
  private Optional<Path> file = Optional.empty();
  private boolean closed;

  public PodHostsFile(HostsFiles files, String namespace) {
    this.files = files;
    this.namespace = namespace;
  }

  /** The file; empty where the cluster's addresses are none that its processes could dial. */
  public synchronized Optional<Path> path() throws IOException {
    if (closed) {
      throw new IOException("hosts file: the Pod is gone");
    }
    if (file.isEmpty() && files.areOfUse()) {
      Path made = Files.createTempFile("coracle-", ".hosts");
      file = Optional.of(made);
      files.write(made, namespace);
    }
    return file;
  }

  /** Deletes it. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (file.isPresent()) {
      files.forget(file.get());
      Files.deleteIfExists(file.get());
    }
  }
}
