// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

/** Words written so that a shell reads them back. */
final class Quoting {

  private Quoting() {}

  /** As {@code set -x} shows a word: quoted where it would not be one plain word. */
  static String traced(String word) {
    boolean plain = !word.isEmpty() && word.matches("[-A-Za-z0-9_@%+=:,./^{}]+");
    return plain ? word : single(word);
  }

  static String single(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
