// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import dev.coracle.api.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts files that follow a cluster, by the namespace whose Services have bare names there.
 * They are written on a thread of their own, once for all that has changed until then.
 */
public final class HostsFiles {

  private static final Logger logger = LoggerFactory.getLogger(HostsFiles.class);

  private final Time time;
  private final boolean dialled;
  private final Function<String, List<String>> lines;
  private final ConcurrentMap<Path, HostsFile> files = new ConcurrentHashMap<>();
  private final AtomicBoolean stale = new AtomicBoolean();

  /**
   * No files yet.
   *
   * @param dialled whether programs of this machine can dial the cluster's addresses
   * @param lines the cluster's names, as lines, for a namespace
   */
  public HostsFiles(Time time, boolean dialled, Function<String, List<String>> lines) {
    this.time = time;
    this.dialled = dialled;
    this.lines = lines;
  }

  /** Whether programs of this machine can dial what is in the files. */
  public boolean areOfUse() {
    return dialled;
  }

  /**
   * Writes a file of namespace default for this JVM, which keeps nothing that it finds there if it
   * has not yet looked anything up.
   */
  public void writeForJvm(Path file) throws IOException {
    if (!dialled) {
      throw new IllegalStateException(
          "plan: VIRTUAL (expected: LOOPBACK, whose addresses programs outside can dial; use"
              + " httpClient() or proxySelector())");
    }
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    write(file, "default");
  }

  /** Writes a file and keeps it current until it is forgotten. */
  public void write(Path file, String namespace) throws IOException {
    HostsFile made = new HostsFile(file, namespace);
    files.put(file, made);
    made.write(lines);
  }

  /** Leaves a file as it is from now on. */
  public void forget(Path file) {
    Optional.ofNullable(files.remove(file)).ifPresent(HostsFile::leave);
  }

  /** Has the files written anew. */
  public void changed() {
    if (!files.isEmpty() && stale.compareAndSet(false, true)) {
      time.work("write hosts files", this::rewrite);
    }
  }

  private void rewrite() {
    stale.set(false);
    files.values().forEach(this::rewrite);
  }

  private void rewrite(HostsFile file) {
    try {
      file.write(lines);
    } catch (IOException e) {
      logger.atWarn().addKeyValue("file", file).setCause(e).log("hosts file not written");
    }
  }
}
