// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options and operands of a command line, read as getopt reads them. */
public final class Options {

  private final Map<String, List<String>> values = new HashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Options() {}

  /**
   * Reads arguments.
   *
   * @param letters the letters of the options; a colon follows those with a value
   */
  public static Options parse(List<String> arguments, String letters) throws UsageException {
    return parse(arguments, letters, Map.of());
  }

  /** Reads arguments that may also have long names, each with its letter. */
  public static Options parse(List<String> arguments, String letters, Map<String, Character> names)
      throws UsageException {
    var options = new Options();
    int i = 0;
    while (i < arguments.size()) {
      String argument = arguments.get(i++);
      if (argument.equals("--")) {
        options.operands.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      if (argument.startsWith("--")) {
        i = options.longOption(arguments, i, letters, names);
      } else if (argument.startsWith("-") && argument.length() > 1) {
        i = options.cluster(arguments, i, letters);
      } else {
        options.operands.add(argument);
      }
    }
    return options;
  }

  private int longOption(
      List<String> arguments, int next, String letters, Map<String, Character> names)
      throws UsageException {
    String[] pair = arguments.get(next - 1).substring(2).split("=", 2);
    Character letter = names.get(pair[0]);
    if (letter == null) {
      throw new UsageException("unrecognized option: " + pair[0]);
    }
    if (!takesValue(letters, letter)) {
      add(letter, "");
      return next;
    }
    if (pair.length == 2) {
      add(letter, pair[1]);
      return next;
    }
    add(letter, required(arguments, next, pair[0]));
    return next + 1;
  }

  private int cluster(List<String> arguments, int next, String letters) throws UsageException {
    String cluster = arguments.get(next - 1);
    for (int i = 1; i < cluster.length(); i++) {
      char letter = cluster.charAt(i);
      if (letters.indexOf(letter) < 0 || letter == ':') {
        throw new UsageException("unrecognized option: " + letter);
      }
      if (!takesValue(letters, letter)) {
        add(letter, "");
        continue;
      }
      if (i + 1 < cluster.length()) {
        add(letter, cluster.substring(i + 1));
        return next;
      }
      add(letter, required(arguments, next, String.valueOf(letter)));
      return next + 1;
    }
    return next;
  }

  private static String required(List<String> arguments, int index, String name)
      throws UsageException {
    if (index >= arguments.size()) {
      throw new UsageException("option requires an argument: " + name);
    }
    return arguments.get(index);
  }

  private static boolean takesValue(String letters, char letter) {
    return letters.startsWith(":", letters.indexOf(letter) + 1);
  }

  private void add(char letter, String value) {
    values.computeIfAbsent(String.valueOf(letter), key -> new ArrayList<>()).add(value);
  }

  public boolean has(char letter) {
    return values.containsKey(String.valueOf(letter));
  }

  /** The last value given for the option. */
  public Optional<String> value(char letter) {
    List<String> all = values(letter);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  public List<String> values(char letter) {
    return values.getOrDefault(String.valueOf(letter), List.of());
  }

  public int number(char letter, int otherwise) throws UsageException {
    return value(letter).isPresent() ? number(value(letter).get()) : otherwise;
  }

  public List<String> operands() {
    return operands;
  }

  public static int number(String text) throws UsageException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UsageException("invalid number '" + text + "'");
    }
  }

  /** {@code 5}, {@code 0.5}, {@code 2m}, {@code infinity}. */
  public static Duration duration(String text) throws UsageException {
    if (text.startsWith("inf")) {
      return Duration.ofDays(36500);
    }
    char unit = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    boolean hasUnit = "smhd".indexOf(unit) >= 0;
    int factor = unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86400 : 1;
    try {
      double number = Double.parseDouble(hasUnit ? text.substring(0, text.length() - 1) : text);
      return Duration.ofNanos((long) (Math.max(0, number * factor) * 1e9));
    } catch (NumberFormatException e) {
      throw new UsageException("invalid number '" + text + "'");
    }
  }
}
