// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The names in a hosts file, which are known without asking DNS. */
public final class HostsFile {

  private HostsFile() {}

  /** The addresses of a name, IPv4 ones before all others; empty where the file has none. */
  public static List<InetAddress> addresses(Path file, String name) throws IOException {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<InetAddress> found = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words[0].matches("[0-9a-fA-F:.]+") && Arrays.asList(words).indexOf(name) > 0) {
        found.add(InetAddress.getByName(words[0]));
      }
    }
    found.sort(java.util.Comparator.comparing(address -> address.getAddress().length));
    return found;
  }
}
