// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The processes of a session by their numbers. Thread-safe. */
public final class ProcessTable {

  /** Between the first process of a session and those that it starts. */
  private static final int GAP = 6;

  private final Map<Long, ShellTask> running = new HashMap<>();
  private long next;

  ProcessTable(long pid, ShellTask first) {
    running.put(pid, first);
    next = pid + GAP;
  }

  /** Gives a process the next number. */
  public synchronized long add(ShellTask process) {
    running.put(next, process);
    return next++;
  }

  public synchronized void remove(long pid) {
    running.remove(pid);
  }

  public synchronized Optional<ShellTask> find(long pid) {
    return Optional.ofNullable(running.get(pid));
  }
}
