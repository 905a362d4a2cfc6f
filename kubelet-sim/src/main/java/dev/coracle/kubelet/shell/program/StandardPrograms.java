// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program;

import dev.coracle.kubelet.shell.ShellPrograms;
import dev.coracle.kubelet.shell.process.Executables;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.program.awk.Awk;
import dev.coracle.kubelet.shell.program.file.FilePrograms;
import dev.coracle.kubelet.shell.program.net.NetworkPrograms;
import dev.coracle.kubelet.shell.program.system.SystemPrograms;
import dev.coracle.kubelet.shell.program.text.TextPrograms;
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
    SystemPrograms.addTo(programs);
    TextPrograms.addTo(programs);
    FilePrograms.addTo(programs);
    NetworkPrograms.addTo(programs);
    programs.put("awk", Awk::run);
    return Map.copyOf(programs);
  }
}
