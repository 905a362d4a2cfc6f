// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.syntax;

/** Words written so that a shell reads them back. */
public final class Quoting {

  private Quoting() {}

  /** As {@code set -x} shows a word: ash's maybe_single_quote. */
  public static String traced(String word) {
    boolean plain = word.matches("[-A-Za-z0-9_@+:,./^\\]]+");
    return plain ? word : single(word);
  }

  public static String single(String word) {
    return "'" + word.replace("'", "'\"'\"'") + "'";
  }
}
