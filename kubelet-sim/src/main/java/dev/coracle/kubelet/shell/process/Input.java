// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files that a text program reads, one after the other; standard input when there are none. */
public final class Input {

  /** Takes one input. */
  @FunctionalInterface
  public interface Reader {
    void read(String name, InputStream in) throws IOException, InterruptedException;
  }

  /** Takes one line, and says whether it wants more. */
  @FunctionalInterface
  public interface LineReader {
    boolean line(String line) throws IOException;
  }

  private Input() {}

  /** Reads each input; 1 if any of them cannot be read. */
  public static int each(ShellProcess process, List<String> names, Reader reader)
      throws IOException, InterruptedException {
    int status = 0;
    for (String name : names.isEmpty() ? List.of("-") : names) {
      if (name.equals("-")) {
        reader.read(name, process.in());
        continue;
      }
      try (InputStream in = open(process, name)) {
        reader.read(name, in);
      } catch (java.nio.file.FileSystemException e) {
        boolean opens = !Errno.text(e).equals(Errno.IS_DIRECTORY);
        boolean quotes = process.shortName().matches("cat|tail|uniq|(md5|sha[0-9]+)sum");
        String what = quotes ? (opens ? "can't open '" + name + "'" : "read error") : name;
        process.error(what + ": " + Errno.text(e));
        status = 1;
      }
    }
    return status;
  }

  private static InputStream open(ShellProcess process, String name) throws IOException {
    return process.files().read(name);
  }

  /** Reads lines as they come, without their ends. */
  public static void lines(InputStream in, LineReader reader) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 4096);
    String line = lines.readLine();
    while (line != null && reader.line(line)) {
      line = lines.readLine();
    }
  }
}
