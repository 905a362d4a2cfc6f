// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.spec.ContainerSpec;
import dev.coracle.kubelet.stream.LogBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last words of a container: its termination log, or the end of its log. */
final class TerminationMessage {

  private static final int MOST_BYTES = 4096;
  private static final int MOST_LOG_LINES = 80;
  private static final int MOST_LOG_BYTES = 2048;

  private TerminationMessage() {}

  static String of(ContainerSpec spec, ContainerRun run, LogBuffer log, int exitCode) {
    String written =
        run.context
            .setup()
            .files()
            .made()
            .map(files -> read(files.getPath(spec.terminationMessagePath())))
            .orElse("");
    if (written.isEmpty() && exitCode != 0 && spec.messageFallsBackToLogs()) {
      return log.tail(MOST_LOG_LINES, MOST_LOG_BYTES);
    }
    return written;
  }

  private static String read(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        return "";
      }
      byte[] bytes = Files.readAllBytes(path);
      int length = Math.min(bytes.length, MOST_BYTES);
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
