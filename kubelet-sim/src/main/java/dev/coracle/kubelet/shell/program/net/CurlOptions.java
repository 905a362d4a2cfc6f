// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.net;

import dev.coracle.kubelet.shell.process.Errno;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of curl. */
final class CurlOptions {

  private static final String LETTERS =
      "gqsSiIo:w:X:d:H:kvLfm:Ou:A:e:b:c:T:G0469NJ#nRpx:F:E:y:Y:t:r:";
  private static final Map<String, Character> NAMES =
      Map.ofEntries(
          Map.entry("globoff", 'g'),
          Map.entry("disable", 'q'),
          Map.entry("silent", 's'),
          Map.entry("show-error", 'S'),
          Map.entry("include", 'i'),
          Map.entry("head", 'I'),
          Map.entry("output", 'o'),
          Map.entry("write-out", 'w'),
          Map.entry("request", 'X'),
          Map.entry("data", 'd'),
          Map.entry("header", 'H'),
          Map.entry("insecure", 'k'),
          Map.entry("verbose", 'v'),
          Map.entry("location", 'L'),
          Map.entry("fail", 'f'),
          Map.entry("max-time", 'm'),
          Map.entry("user", 'u'),
          Map.entry("user-agent", 'A'),
          Map.entry("get", 'G'),
          Map.entry("http1.1", 'N'),
          Map.entry("http1.0", '0'),
          Map.entry("no-buffer", 'N'),
          Map.entry("ipv4", '4'),
          Map.entry("ipv6", '6'),
          Map.entry("no-progress-meter", 's'),
          Map.entry("cookie", 'b'),
          Map.entry("cert", 'E'),
          Map.entry("upload-file", 'T'),
          // Long names only: the letters are of no real option.
          Map.entry("connect-timeout", 'Y'),
          Map.entry("resolve", 'r'),
          Map.entry("interface", 'y'),
          Map.entry("cacert", 't'),
          Map.entry("key", 'x'));

  private final Options options;
  private final ShellProcess process;

  private CurlOptions(Options options, ShellProcess process) {
    this.options = options;
    this.process = process;
  }

  static CurlOptions parse(ShellProcess process) throws IOException {
    var arguments = new ArrayList<String>();
    for (String argument : process.args()) {
      arguments.add(
          argument.matches("--(data-raw|data-binary|data-ascii|json|retry.*)(=.*)?")
              ? known(argument)
              : argument);
    }
    try {
      return new CurlOptions(Options.parse(arguments, LETTERS, NAMES), process);
    } catch (UsageException e) {
      String option = Errno.text(e).replaceFirst(".*: ", "");
      throw new CurlException(
          2, "option " + (option.length() == 1 ? "-" : "--") + option + ": is unknown");
    }
  }

  private static String known(String argument) throws CurlException {
    if (argument.startsWith("--data")) {
      return argument.replaceFirst("--data-[a-z]+", "--data");
    }
    throw new CurlException(2, "option " + argument + ": is unknown");
  }

  boolean has(char letter) {
    return options.has(letter);
  }

  Optional<String> value(char letter) {
    return options.value(letter);
  }

  List<String> urls() {
    return options.operands();
  }

  boolean silent() {
    return has('s') && !has('S');
  }

  Optional<Duration> maxTime() throws IOException {
    return seconds('m');
  }

  Duration connectTimeout() throws IOException {
    Duration limit = seconds('Y').orElse(Duration.ofMinutes(5));
    return maxTime().filter(max -> max.compareTo(limit) < 0).orElse(limit);
  }

  private Optional<Duration> seconds(char letter) throws IOException {
    Optional<String> value = value(letter);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Duration duration = Options.duration(value.get());
    return duration.isZero() ? Optional.empty() : Optional.of(duration);
  }

  String method() {
    if (value('X').isPresent()) {
      return value('X').get();
    }
    if (has('I')) {
      return "HEAD";
    }
    if (has('T')) {
      return "PUT";
    }
    return has('d') && !has('G') ? "POST" : "GET";
  }

  byte[] body() throws IOException {
    if (has('T')) {
      return Files.readAllBytes(process.path(value('T').orElse("")));
    }
    return has('G') ? new byte[0] : data().getBytes(StandardCharsets.UTF_8);
  }

  /** All {@code -d}, joined. */
  String data() throws IOException {
    var pieces = new ArrayList<String>();
    for (String piece : options.values('d')) {
      if (piece.equals("@-")) {
        pieces.add(new String(process.in().readAllBytes(), StandardCharsets.UTF_8));
      } else if (piece.startsWith("@")) {
        pieces.add(Files.readString(process.path(piece.substring(1))));
      } else {
        pieces.add(piece);
      }
    }
    return String.join("&", pieces);
  }

  /** The headers of {@code -H}; "Name:" alone takes one away. */
  List<String> headers() {
    return options.values('H');
  }

  /** The address that {@code --resolve} gives for a host and port. */
  Optional<String> resolved(String host, int port) {
    for (String entry : options.values('r')) {
      String[] parts = entry.split(":", 3);
      boolean meant =
          parts.length == 3
              && parts[1].equals(String.valueOf(port))
              && (parts[0].equals(host) || parts[0].equals("*"));
      if (meant) {
        return Optional.of(parts[2].replaceAll("[\\[\\]]", "").split(",")[0]);
      }
    }
    return Optional.empty();
  }
}
