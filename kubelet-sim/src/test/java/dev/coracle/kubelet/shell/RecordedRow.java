// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a real program has answered: one row of a table that {@code record.py} has written. */
record RecordedRow(String command, String input, String output, int status) {

  /** The rows of a table of the resources. */
  static List<RecordedRow> of(String table) throws IOException {
    var rows = new ArrayList<RecordedRow>();
    for (String block : text(table + ".table").split("\n\n")) {
      if (block.startsWith("$ ")) {
        rows.add(row(block));
      }
    }
    return rows;
  }

  static String text(String resource) throws IOException {
    try (InputStream in = RecordedRow.class.getResourceAsStream("/shell/" + resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    }
  }

  private static RecordedRow row(String block) {
    var command = new StringBuilder();
    var input = new StringBuilder();
    var output = new StringBuilder();
    int status = 0;
    for (String line : block.split("\n")) {
      String text = line.length() > 2 ? line.substring(2) : "";
      switch (line.charAt(0)) {
        case '$' -> command.append(text);
        case '.' -> command.append('\n').append(text);
        case '<' -> input.append(text).append('\n');
        case '>' -> output.append(line.startsWith(">|") ? line.substring(3) : text + "\n");
        case '?' -> status = Integer.parseInt(text);
        default -> {
          // What other programs answer.
        }
      }
    }
    return new RecordedRow(command.toString(), input.toString(), output.toString(), status);
  }

  /** On one line. */
  @Override
  public String toString() {
    return command.replace("\n", "\\n")
        + (input.isEmpty() ? "" : " < " + input.strip().replace("\n", "\\n"));
  }
}
