// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Programs that show bytes in another form. */
final class ByteStreamPrograms {

  private ByteStreamPrograms() {}

  static void addTo(Map<String, Program> programs) {
    programs.put("hexdump", ByteStreamPrograms::hexdump);
    programs.put("base64", ByteStreamPrograms::base64);
    programs.put("md5sum", process -> digest(process, "MD5"));
    programs.put("sha1sum", process -> digest(process, "SHA-1"));
    programs.put("sha256sum", process -> digest(process, "SHA-256"));
    programs.put("sha512sum", process -> digest(process, "SHA-512"));
  }

  private static int hexdump(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "Cvn:");
    return Input.each(
        process,
        options.operands(),
        (name, in) -> {
          byte[] bytes = in.readNBytes(options.number('n', Integer.MAX_VALUE));
          for (int i = 0; i < bytes.length; i += 16) {
            process.println(row(bytes, i, Math.min(bytes.length, i + 16)));
          }
          process.println("%08x".formatted(bytes.length));
        });
  }

  private static String row(byte[] bytes, int from, int to) {
    var hex = new StringBuilder();
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      hex.append(i == from + 8 ? " " : "").append("%02x ".formatted(bytes[i]));
      text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    return "%08x  %-49s |%s|".formatted(from, hex, text);
  }

  private static int base64(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "dw:", Map.of("decode", 'd', "wrap", 'w'));
    int width = options.number('w', 76);
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return Input.each(
        process,
        options.operands(),
        (name, in) -> {
          byte[] bytes = in.readAllBytes();
          if (options.has('d')) {
            process.out().write(Base64.getMimeDecoder().decode(bytes));
            process.out().flush();
          } else {
            Base64.Encoder encoder = Base64.getMimeEncoder(Math.max(0, width), lineEnd);
            process.print(encoder.encodeToString(bytes) + (width > 0 ? "\n" : ""));
          }
        });
  }

  private static int digest(ShellProcess process, String algorithm)
      throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "csw");
    if (options.has('c')) {
      return check(process, algorithm, options);
    }
    return Input.each(
        process,
        options.operands(),
        (name, in) -> process.println(digest(in.readAllBytes(), algorithm) + "  " + name));
  }

  private static String digest(byte[] bytes, String algorithm) throws IOException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(algorithm + " is not available", e);
    }
  }

  /** Reads what the program itself has written, and says of each file whether it is still so. */
  private static int check(ShellProcess process, String algorithm, Options options)
      throws IOException, InterruptedException {
    int failed = 0;
    List<String> lines = TextPrograms.allLines(process, options.operands());
    for (String line : lines) {
      String[] parts = line.split("[ *]+", 2);
      boolean holds = parts.length == 2 && isDigest(process, parts[1], parts[0], algorithm);
      failed += holds ? 0 : 1;
      if (!options.has('s')) {
        process.println(parts[parts.length - 1] + ": " + (holds ? "OK" : "FAILED"));
      }
    }
    if (failed > 0 && !options.has('s')) {
      String of = " of " + lines.size() + " computed checksums did NOT match";
      process.error("WARNING: " + failed + of);
    }
    return failed > 0 ? 1 : 0;
  }

  private static boolean isDigest(
      ShellProcess process, String file, String digest, String algorithm) throws IOException {
    try {
      return digest(Compare.read(process, file), algorithm).equalsIgnoreCase(digest);
    } catch (FileSystemException e) {
      process.error("can't open '" + file + "': " + Errno.text(e));
      return false;
    }
  }
}
