// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.List;

/** The program {@code cmp}. */
final class Compare {

  private Compare() {}

  static int run(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "sln:");
    List<String> names = options.operands();
    if (names.isEmpty()) {
      throw new UsageException("missing operand");
    }
    String other = names.size() > 1 ? names.get(1) : "-";
    byte[] first;
    byte[] second;
    try {
      first = read(process, names.get(0));
      second = read(process, other);
    } catch (FileSystemException e) {
      if (!options.has('s')) {
        process.error("can't open '" + e.getFile() + "': " + Errno.text(e));
      }
      return 2;
    }
    return compare(process, options, names.get(0), first, other, second);
  }

  static byte[] read(ShellProcess process, String name) throws IOException {
    if (name.equals("-")) {
      return process.in().readAllBytes();
    }
    try (InputStream in = process.files().read(name)) {
      return in.readAllBytes();
    } catch (FileSystemException e) {
      throw new FileSystemException(name, null, Errno.text(e));
    }
  }

  private static int compare(
      ShellProcess process,
      Options options,
      String name,
      byte[] first,
      String otherName,
      byte[] second)
      throws IOException {
    int length = Math.min(first.length, second.length);
    int line = 1;
    int status = 0;
    for (int i = 0; i < length; i++) {
      if (first[i] != second[i]) {
        status = 1;
        if (!options.has('l')) {
          say(
              process,
              options,
              name + " " + otherName + " differ: char " + (i + 1) + ", line " + line);
          return 1;
        }
        say(process, options, "%d %o %o".formatted(i + 1, first[i] & 0xff, second[i] & 0xff));
      }
      line += first[i] == '\n' ? 1 : 0;
    }
    if (first.length == second.length) {
      return status;
    }
    if (!options.has('s')) {
      process.printError("cmp: EOF on " + (first.length < second.length ? name : otherName) + "\n");
    }
    return 1;
  }

  private static void say(ShellProcess process, Options options, String text) throws IOException {
    if (!options.has('s')) {
      process.println(text);
    }
  }
}
