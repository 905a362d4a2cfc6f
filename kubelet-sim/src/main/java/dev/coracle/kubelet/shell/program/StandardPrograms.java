// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.ShellPrograms;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.program.awk.Awk;
import dev.coracle.kubelet.shell.program.net.NetworkPrograms;
import java.util.HashMap;
import java.util.Map;

/** The programs that every image with a shell has. */
public final class StandardPrograms {

  private static final Map<String, Program> ALL = create();

  private StandardPrograms() {}

  /** Each by its name. */
  public static Map<String, Program> all() {
    return ALL;
  }

  /** Whether they have the program, by its name or its usual path. */
  public static boolean contains(String name) {
    return ALL.containsKey(Executables.systemName(name));
  }

  private static Map<String, Program> create() {
    var programs = new HashMap<String, Program>();
    programs.putAll(ShellPrograms.all());
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
    programs.put("fgrep", Grep::run);
    programs.put("sed", Sed::run);
    programs.put("awk", Awk::run);
    programs.put("find", Find::run);
    programs.put("stat", Stat::run);
    programs.put("tar", Tar::run);
    return Map.copyOf(programs);
  }
}
