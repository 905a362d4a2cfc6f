// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is worth telling of a log: the last exception with its causes, each with the line that threw
 * it, or else the last lines.
 */
final class LogTail {

  private static final int LINES = 4;
  private static final int MOST_OF_TRACE = 7;
  private static final int WIDEST = 160;

  /** A line that begins a stack trace: a class with its package, or one that sounds like it. */
  private static final Pattern THROWABLE =
      Pattern.compile(
          "(?:Exception in thread \".*\" )?"
              + "(?:(?:[\\w$]+\\.)+[\\w$]+|[A-Z][\\w$]*(?:Exception|Error))(?:: .*)?");

  private static final Pattern FRAME = Pattern.compile("\\s+at .*\\)");
  private static final String CAUSE = "Caused by: ";

  private LogTail() {}

  static List<String> of(String log) {
    List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
    int thrown = lastThrowable(lines);
    List<String> worth = thrown < 0 ? last(lines) : trace(lines.subList(thrown, lines.size()));
    return worth.stream().map(LogTail::cut).toList();
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }

  /** The line where the last stack trace begins; -1 for none. */
  private static int lastThrowable(List<String> lines) {
    for (int i = lines.size() - 1; i > 0; i--) {
      int head = isFirstFrame(lines, i) ? head(lines, i - 1) : -1;
      if (head >= 0) {
        return head;
      }
    }
    return -1;
  }

  private static boolean isFirstFrame(List<String> lines, int i) {
    return isFrame(lines.get(i)) && !isFrame(lines.get(i - 1));
  }

  private static boolean isFrame(String line) {
    return FRAME.matcher(line).matches();
  }

  /** Where the message above a trace begins, which may have several lines; -1 for a cause's. */
  private static int head(List<String> lines, int last) {
    for (int i = last; i >= 0 && !isFrame(lines.get(i)); i--) {
      if (THROWABLE.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> trace(List<String> lines) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < lines.size() && result.size() < MOST_OF_TRACE; i++) {
      String line = lines.get(i);
      if (i == 0 || line.startsWith(CAUSE) || isFirstFrame(lines, i)) {
        result.add(line.replace("\t", "    "));
      }
    }
    return result;
  }

  private static String cut(String line) {
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "...";
  }
}
