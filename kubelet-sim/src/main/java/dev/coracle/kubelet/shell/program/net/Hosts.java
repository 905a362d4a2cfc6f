// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a container that say who is where: {@code /etc/hosts}, {@code /etc/resolv.conf}. */
public final class Hosts {

  /** What {@code /etc/resolv.conf} says. */
  record Resolver(List<String> nameservers, List<String> search, int ndots) {}

  private Hosts() {}

  /** The host name with its domain, from the hosts file; as it is if it has none. */
  public static String qualified(ShellProcess process, String hostname) throws IOException {
    for (List<String> words : words(process, "/etc/hosts")) {
      if (words.indexOf(hostname) > 0) {
        return words.get(1);
      }
    }
    return hostname;
  }

  static Resolver resolver(ShellProcess process) throws IOException {
    var nameservers = new ArrayList<String>();
    var search = new ArrayList<String>();
    int ndots = 1;
    for (List<String> words : words(process, "/etc/resolv.conf")) {
      List<String> values = words.subList(1, words.size());
      switch (words.get(0)) {
        case "nameserver" -> nameservers.addAll(values);
        case "search" -> search.addAll(values);
        case "options" -> {
          for (String value : values) {
            ndots = value.matches("ndots:[0-9]+") ? Options.number(value.substring(6)) : ndots;
          }
        }
        default -> {
          // Nothing else matters here.
        }
      }
    }
    if (nameservers.isEmpty()) {
      nameservers.add(process.session().network().nameserver());
    }
    return new Resolver(List.copyOf(nameservers), List.copyOf(search), ndots);
  }

  private static List<List<String>> words(ShellProcess process, String file) throws IOException {
    Path path = process.path(file);
    if (!Files.isRegularFile(path)) {
      return List.of();
    }
    return Files.readAllLines(path).stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .map(line -> List.of(line.split("\\s+")))
        .toList();
  }
}
