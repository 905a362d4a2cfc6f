// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs what the Pod says: its command and arguments, found among the image's own programs and those
 * of the shell.
 *
 * @param absent the command where the Pod gives neither command nor arguments
 * @param executables the image's own programs, by name or absolute path
 */
record CommandProgram(List<String> absent, Map<String, ContainerProgram> executables)
    implements ContainerProgram {

  CommandProgram {
    absent = List.copyOf(absent);
    executables = Map.copyOf(executables);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    List<String> words = new ArrayList<>(context.command());
    words.addAll(context.args());
    context.exec(words.isEmpty() ? absent : words, executables);
  }
}
