// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.file;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** The program {@code stat}. */
final class Stat {

  private Stat() {}

  static int run(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "c:Lft", Map.of("format", 'c'));
    int status = 0;
    for (String name : options.operands()) {
      Path path = process.path(name);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        process.error("can't stat '" + name + "': " + Errno.NO_ENTRY);
        status = 1;
        continue;
      }
      Path shown = options.has('L') ? path.toRealPath() : path;
      String format = options.value('c').orElse("  File: %n\n  Size: %s\nAccess: (%a/%A)");
      process.println(format(format, shown, name));
    }
    return status;
  }

  private static String format(String format, Path path, String name) throws IOException {
    var out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      out.append(
          c == '%' && i + 1 < format.length() ? field(format.charAt(++i), path, name) : c + "");
    }
    return out.toString();
  }

  private static String field(char directive, Path path, String name) throws IOException {
    String mode = ListPrograms.mode(path);
    long seconds =
        Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().getEpochSecond();
    return switch (directive) {
      case 'n', 'N' -> name;
      case 's' -> String.valueOf(Files.isDirectory(path) ? 4096 : Files.size(path));
      case 'a' -> Integer.toOctalString(bits(mode));
      case 'A' -> mode;
      case 'f' -> Integer.toHexString(bits(mode) | (mode.startsWith("d") ? 040000 : 0100000));
      case 'u', 'g' -> "0";
      case 'U', 'G' -> "root";
      case 'F' ->
          switch (mode.charAt(0)) {
            case 'd' -> "directory";
            case 'l' -> "symbolic link";
            default -> Files.size(path) == 0 ? "regular empty file" : "regular file";
          };
      case 'X', 'Y', 'Z' -> String.valueOf(seconds);
      case 'h' -> "1";
      default -> "%";
    };
  }

  private static int bits(String mode) {
    int bits = 0;
    for (int at = 0; at < mode.substring(1).length(); at++) {
      char c = mode.substring(1).charAt(at);
      bits = bits << 1 | (c == '-' ? 0 : 1);
    }
    return bits;
  }
}
