// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The program {@code cat}. */
final class Cat {

  private final ShellProcess process;
  private final Options options;
  private boolean lineBegins = true;
  private int number;

  private Cat(ShellProcess process, Options options) {
    this.process = process;
    this.options = options;
  }

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "nbevtAETu");
    var cat = new Cat(process, options);
    boolean plain = "nbevtAET".chars().noneMatch(letter -> options.has((char) letter));
    return Input.each(
        process,
        options.operands(),
        (name, in) -> {
          if (plain) {
            copy(process, in);
          } else {
            cat.show(in);
          }
        });
  }

  static void copy(ShellProcess process, InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      process.task().check();
      process.out().write(buffer, 0, count);
      process.out().flush();
    }
  }

  private void show(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      process.task().check();
      var out = new ByteArrayOutputStream();
      for (int i = 0; i < count; i++) {
        show(buffer[i], out);
      }
      process.out().write(out.toByteArray());
      process.out().flush();
    }
  }

  private void show(byte b, ByteArrayOutputStream out) {
    if (lineBegins) {
      boolean counts = options.has('b') ? b != '\n' : options.has('n');
      if (counts) {
        out.writeBytes(ascii("%6d\t".formatted(++number)));
      }
    }
    lineBegins = b == '\n';
    if (b == '\n') {
      boolean ends = options.has('e') || options.has('A') || options.has('E');
      out.writeBytes(ascii(ends ? "$\n" : "\n"));
    } else if (b == '\t') {
      boolean tabs = options.has('t') || options.has('A') || options.has('T');
      out.writeBytes(ascii(tabs ? "^I" : "\t"));
    } else if (options.has('v') || options.has('e') || options.has('t') || options.has('A')) {
      out.writeBytes(ascii(visible(b & 0xff)));
    } else {
      out.write(b);
    }
  }

  /** {@code ^A} for a control character, {@code M-a} for one with the highest bit. */
  private static String visible(int b) {
    String high = b >= 0x80 ? "M-" : "";
    int low = b & 0x7f;
    return high + (low < 0x20 ? "^" + (char) (low + '@') : low == 0x7f ? "^?" : "" + (char) low);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
