// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.util.List;

/** The user that a container's process runs as. */
public record ShellUser(String name, long uid, long gid, List<Long> supplementalGroups) {

  /** The user of containers that say nothing else. */
  public static final ShellUser ROOT = new ShellUser("root", 0, 0, List.of());

  /** Takes a copy of the groups. */
  public ShellUser {
    supplementalGroups = List.copyOf(supplementalGroups);
  }

  public String group() {
    return gid == 0 ? "root" : String.valueOf(gid);
  }
}
