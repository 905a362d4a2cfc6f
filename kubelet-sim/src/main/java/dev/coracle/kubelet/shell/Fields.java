// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.ArrayList;
import java.util.List;

/** The fields that words expand to, while they grow. */
final class Fields {

  private final Interpreter shell;
  private final boolean splits;
  private final String separators;
  private final List<String> texts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder pattern = new StringBuilder();
  private boolean present;
  private boolean magic;

  Fields(Interpreter shell, boolean splits) {
    this.shell = shell;
    this.splits = splits;
    this.separators = shell.state().get("IFS").orElse(" \t\n");
  }

  /** Appends text of the script itself. */
  void append(String piece, boolean quoted) {
    present |= quoted || !piece.isEmpty();
    text.append(piece);
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      boolean special = "*?[]\\-!".indexOf(c) >= 0;
      if (quoted && special) {
        pattern.append('\\');
      }
      magic |= !quoted && "*?[".indexOf(c) >= 0;
      pattern.append(c);
    }
  }

  /** Appends the result of an expansion, which is split where it is not quoted. */
  void appendResult(String result, boolean quoted) {
    if (quoted || !splits) {
      append(result, quoted);
      return;
    }
    var piece = new StringBuilder();
    boolean endedByBlank = false;
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (separators.indexOf(c) < 0) {
        piece.append(c);
        endedByBlank = false;
        continue;
      }
      append(piece.toString(), false);
      piece.setLength(0);
      if (Character.isWhitespace(c)) {
        endedByBlank |= present;
      } else {
        // Blanks beside another separator are one separator with it (POSIX, 2.6.5).
        present |= !endedByBlank;
        endedByBlank = false;
      }
      end();
    }
    append(piece.toString(), false);
  }

  /** Appends {@code $@}: one field for each argument. */
  void appendAll(List<String> arguments, boolean quoted) {
    for (int i = 0; i < arguments.size(); i++) {
      if (i > 0 && splits) {
        end();
      } else if (i > 0) {
        append(" ", quoted);
      }
      appendResult(arguments.get(i), quoted);
    }
  }

  /** Ends the current field, if there is one. */
  void end() {
    if (present) {
      List<String> files =
          magic && splits && !shell.state().option('f')
              ? Glob.expand(shell.state().directory(), pattern.toString())
              : List.of();
      if (files.isEmpty()) {
        texts.add(text.toString());
      } else {
        texts.addAll(files);
      }
    }
    text.setLength(0);
    pattern.setLength(0);
    present = false;
    magic = false;
  }

  List<String> texts() {
    return texts;
  }

  String joined() {
    return text.toString();
  }

  String joinedPattern() {
    return pattern.toString();
  }
}
