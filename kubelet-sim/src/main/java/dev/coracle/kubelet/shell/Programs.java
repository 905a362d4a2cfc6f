// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.HashMap;
import java.util.Map;

/** The programs that every image with a shell has. */
final class Programs {

  private static final Map<String, Program> STANDARD = create();

  private Programs() {}

  static Map<String, Program> standard() {
    return STANDARD;
  }

  private static Map<String, Program> create() {
    var programs = new HashMap<String, Program>();
    for (String name : new String[] {"sh", "ash", "bash"}) {
      programs.put(name, ShellProgram::run);
    }
    PrintPrograms.addTo(programs);
    SystemPrograms.addTo(programs);
    TextPrograms.addTo(programs);
    ColumnPrograms.addTo(programs);
    FilePrograms.addTo(programs);
    CopyPrograms.addTo(programs);
    ListPrograms.addTo(programs);
    ByteStreamPrograms.addTo(programs);
    NetworkPrograms.addTo(programs);
    programs.put("grep", Grep::run);
    programs.put("egrep", Grep::run);
    programs.put("sed", Sed::run);
    programs.put("awk", Awk::run);
    programs.put("find", Find::run);
    programs.put("stat", Stat::run);
    programs.put("tar", Tar::run);
    return Map.copyOf(programs);
  }
}
