// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.system;

import dev.coracle.kubelet.shell.process.UsageException;
import java.util.ArrayList;
import java.util.List;

/** Words between blanks, with quotes and backslashes as {@code xargs} reads them. */
final class QuotedWords {

  private QuotedWords() {}

  static List<String> of(String text) throws UsageException {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
        continue;
      }
      begun = true;
      if (c == '\\' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (c == '\'' || c == '"') {
        int end = text.indexOf(c, i + 1);
        if (end < 0) {
          throw new UsageException("unmatched " + (c == '"' ? "double" : "single") + " quote");
        }
        word.append(text, i + 1, end);
        i = end;
      } else {
        word.append(c);
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
