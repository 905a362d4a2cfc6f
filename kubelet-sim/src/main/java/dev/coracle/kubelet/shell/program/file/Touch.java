// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import dev.coracle.kubelet.shell.syntax.DateText;
import dev.coracle.kubelet.shell.syntax.TestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** The program {@code touch}. */
final class Touch {

  private Touch() {}

  static int run(ShellProcess process) throws IOException {
    Options options =
        Options.parse(
            process.args(), "acmd:t:r:h", Map.of("date", 'd', "reference", 'r', "no-create", 'c'));
    FileTime time = time(process, options);
    return FilePrograms.each(
        process,
        options.operands(),
        "%s",
        path -> {
          boolean exists = Files.exists(path);
          if (!exists && !options.has('c')) {
            process.files().write(path.toString(), true).close();
          }
          if (exists || !options.has('c')) {
            Files.setLastModifiedTime(path, time);
          }
        });
  }

  private static FileTime time(ShellProcess process, Options options) throws IOException {
    if (options.has('r')) {
      return Files.getLastModifiedTime(process.path(options.value('r').orElseThrow()));
    }
    Instant now = process.session().time().now();
    String given = options.value('d').or(() -> options.value('t')).orElse("");
    try {
      return FileTime.from(given.isEmpty() ? now : DateText.parse(given, now));
    } catch (TestException e) {
      throw new UsageException(Errno.text(e));
    }
  }
}
