// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An executable file of the container: it is read by the program that its first line names, as
 * execve(2) has it, and by {@code sh} where it names none, as a shell has it.
 */
final class ScriptFile {

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private ScriptFile() {}

  static Program program(Path path) {
    return process -> run(process, path);
  }

  private static int run(ShellProcess process, Path path) throws IOException {
    byte[] content = Files.readAllBytes(path);
    if (startsWith(content, ELF)) {
      process.error("cannot execute binary file");
      return 126;
    }
    List<String> command = interpreter(content);
    var program = Executables.builtIn(process.session(), command.get(0));
    if (program.isEmpty()) {
      process.printError("sh: " + process.name() + ": not found\n");
      return 127;
    }
    command.add(path.toString());
    command.addAll(process.args());
    return process.with(command, process.env()).execute(program.get());
  }

  private static List<String> interpreter(byte[] content) {
    var command = new ArrayList<String>();
    if (startsWith(content, new byte[] {'#', '!'})) {
      String line = new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      // What follows the program is one argument, blanks or not.
      command.addAll(List.of(line.substring(2).strip().split("[ \t]+", 2)));
    }
    if (command.isEmpty() || command.get(0).isEmpty()) {
      return new ArrayList<>(List.of("sh"));
    }
    return command;
  }

  private static boolean startsWith(byte[] content, byte[] prefix) {
    return content.length >= prefix.length
        && java.util.Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
  }
}
