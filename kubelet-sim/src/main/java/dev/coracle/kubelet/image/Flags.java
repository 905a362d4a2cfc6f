// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line as Go programs read it: words, and flags with their values. */
record Flags(List<String> words, Map<String, String> flags) {

  private static final Set<String> SWITCHES =
      Set.of("tcp", "udp", "http", "close", "json-response");

  Flags {
    words = List.copyOf(words);
    flags = Map.copyOf(flags);
  }

  static Flags parse(List<String> args) {
    List<String> words = new ArrayList<>();
    Map<String, String> flags = new LinkedHashMap<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (!arg.startsWith("-") || arg.length() < 2) {
        words.add(arg);
        continue;
      }
      String[] parts = arg.replaceFirst("^--?", "").split("=", 2);
      boolean valueFollows =
          parts.length == 1 && !SWITCHES.contains(parts[0]) && i + 1 < args.size();
      flags.put(parts[0], parts.length == 2 ? parts[1] : valueFollows ? args.get(++i) : "true");
    }
    return new Flags(words, flags);
  }

  Optional<String> word(int index) {
    return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
  }

  boolean is(String flag) {
    return flags.getOrDefault(flag, "false").equals("true");
  }

  String text(String flag, String absent) {
    return flags.getOrDefault(flag, absent);
  }

  int number(String flag, int absent) {
    return Integer.parseInt(flags.getOrDefault(flag, String.valueOf(absent)));
  }

  /** A duration such as {@code 3s}, {@code 500ms} or {@code 2m}. */
  Duration duration(String flag, Duration absent) {
    String text = flags.get(flag);
    return text == null
        ? absent
        : Duration.parse(
            text.endsWith("ms")
                ? "PT" + Double.parseDouble(text.substring(0, text.length() - 2)) / 1000 + "S"
                : "PT" + text);
  }
}
