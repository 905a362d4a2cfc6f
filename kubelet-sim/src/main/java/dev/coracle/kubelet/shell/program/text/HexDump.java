// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The program {@code xxd}. */
final class HexDump {

  private static final int PLAIN_WIDTH = 30;

  private HexDump() {}

  static int run(ShellProcess process) throws IOException {
    Options options = Options.parse(process.args(), "prl:c:g:s:u");
    byte[] bytes = read(process, options);
    if (options.has('r')) {
      process.out().write(reverse(new String(bytes, StandardCharsets.US_ASCII), options.has('p')));
      process.out().flush();
      return 0;
    }
    int start = Math.min(bytes.length, options.number('s', 0));
    int end = (int) Math.min(bytes.length, (long) start + options.number('l', Integer.MAX_VALUE));
    int width = Math.max(1, options.number('c', options.has('p') ? PLAIN_WIDTH : 16));
    int group = options.number('g', 2);
    var out = new StringBuilder();
    for (int at = start; at < end; at += width) {
      int to = Math.min(end, at + width);
      out.append(options.has('p') ? hex(bytes, at, to, 0) : row(bytes, at, to, width, group));
      out.append('\n');
    }
    process.print(out.toString());
    return 0;
  }

  private static byte[] read(ShellProcess process, Options options) throws IOException {
    if (options.operands().isEmpty() || options.operands().get(0).equals("-")) {
      return process.in().readAllBytes();
    }
    try (InputStream in = process.files().read(options.operands().get(0))) {
      return in.readAllBytes();
    }
  }

  private static String row(byte[] bytes, int from, int to, int width, int group) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    int columns = width * 2 + (group > 0 ? (width + group - 1) / group - 1 : 0);
    return ("%08x: %-" + columns + "s  %s").formatted(from, hex(bytes, from, to, group), text);
  }

  private static String hex(byte[] bytes, int from, int to, int group) {
    var hex = new StringBuilder();
    for (int i = from; i < to; i++) {
      boolean gap = group > 0 && i > from && (i - from) % group == 0;
      hex.append(gap ? " " : "").append("%02x".formatted(bytes[i]));
    }
    return hex.toString();
  }

  private static byte[] reverse(String dump, boolean plain) {
    var out = new ByteArrayOutputStream();
    for (String line : dump.split("\n")) {
      int colon = plain ? -1 : line.indexOf(':');
      String rest = line.substring(colon + 1).stripLeading();
      int text = plain ? -1 : rest.indexOf("  ");
      String digits = (text < 0 ? rest : rest.substring(0, text)).replaceAll("[^0-9a-fA-F]", "");
      for (int i = 0; i + 1 < digits.length(); i += 2) {
        out.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
    }
    return out.toByteArray();
  }
}
