// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
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
    return Input.each(
        process,
        process.args(),
        (name, in) -> {
          try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(in.readAllBytes());
            process.println(HexFormat.of().formatHex(digest) + "  " + name);
          } catch (NoSuchAlgorithmException e) {
            throw new IOException(algorithm + " is not available", e);
          }
        });
  }
}
