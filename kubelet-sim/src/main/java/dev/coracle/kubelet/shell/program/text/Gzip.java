// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.Program;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** The programs {@code gzip}, {@code gunzip} and {@code zcat}. */
final class Gzip {

  private final ShellProcess process;
  private final boolean unpacks;
  private final boolean toOutput;
  private final Options options;

  private Gzip(ShellProcess process, Options options, boolean unpacks, boolean toOutput) {
    this.process = process;
    this.options = options;
    this.unpacks = unpacks;
    this.toOutput = toOutput;
  }

  static void addTo(Map<String, Program> programs) {
    programs.put("gzip", process -> run(process, false, false));
    programs.put("gunzip", process -> run(process, true, false));
    programs.put("zcat", process -> run(process, true, true));
  }

  private static int run(ShellProcess process, boolean unpacks, boolean toOutput)
      throws IOException {
    Options options = Options.parse(process.args(), "cdfktqvn123456789");
    var gzip =
        new Gzip(process, options, unpacks || options.has('d'), toOutput || options.has('c'));
    return gzip.all();
  }

  private int all() throws IOException {
    if (options.operands().isEmpty()) {
      return stream();
    }
    int status = 0;
    for (String name : options.operands()) {
      try {
        status |= name.equals("-") ? stream() : file(name);
      } catch (FileSystemException e) {
        process.error(name + ": " + Errno.text(e));
        status = 1;
      } catch (ZipException e) {
        process.error("invalid magic");
        status = 1;
      }
    }
    return status;
  }

  private int stream() throws IOException {
    try {
      convert(process.in(), process.out());
      process.out().flush();
      return 0;
    } catch (ZipException e) {
      process.error("invalid magic");
      return 1;
    }
  }

  private int file(String name) throws IOException {
    var out = new ByteArrayOutputStream();
    try (InputStream in = process.files().read(name)) {
      convert(in, out);
    }
    if (options.has('t')) {
      return 0;
    }
    if (toOutput) {
      process.out().write(out.toByteArray());
      process.out().flush();
      return 0;
    }
    if (unpacks && !name.endsWith(".gz") && !name.endsWith(".tgz")) {
      process.error(name + ": unknown suffix - ignored");
      return 1;
    }
    String target =
        unpacks ? name.replaceFirst("\\.gz$", "").replaceFirst("\\.tgz$", ".tar") : name + ".gz";
    if (Files.exists(process.path(target)) && !options.has('f')) {
      process.error("can't open '" + target + "': File exists");
      return 1;
    }
    try (OutputStream file = process.files().write(target, false)) {
      file.write(out.toByteArray());
    }
    if (!options.has('k')) {
      Files.delete(process.path(name));
    }
    return 0;
  }

  private void convert(InputStream in, OutputStream out) throws IOException {
    if (unpacks) {
      new GZIPInputStream(in).transferTo(out);
    } else {
      var packed = new GZIPOutputStream(out);
      in.transferTo(packed);
      packed.finish();
    }
  }
}
