// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

/**
 * A word of a program.
 *
 * @param text what it says: the inside of strings and regular expressions, else itself
 * @param callable whether an opening parenthesis follows at once, which makes a name a call
 */
record Token(Kind kind, String text, int line, boolean callable) {

  enum Kind {
    NUMBER,
    STRING,
    REGEX,
    NAME,
    BUILT_IN,
    KEYWORD,
    PUNCTUATION,
    NEWLINE,
    END
  }

  boolean is(String word) {
    return (kind == Kind.PUNCTUATION || kind == Kind.KEYWORD) && text.equals(word);
  }
}
