// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Entries of a log, those that say the same folded into the last of them: {@code (x37)}. */
public final class Folded {

  private Folded() {}

  /**
   * The lines of entries, in the order of each one's last time.
   *
   * @param same what is equal for entries that say the same
   */
  public static <T> List<String> lines(List<T> entries, Function<T, ?> same) {
    Map<Object, List<T>> alike = new LinkedHashMap<>();
    for (T entry : entries) {
      Object key = same.apply(entry);
      List<T> before = alike.remove(key);
      List<T> all = before == null ? new ArrayList<>() : before;
      all.add(entry);
      alike.put(key, all);
    }
    return alike.values().stream().map(Folded::line).toList();
  }

  private static <T> String line(List<T> alike) {
    String last = String.valueOf(alike.get(alike.size() - 1));
    return alike.size() == 1 ? last : last + " (x" + alike.size() + ")";
  }
}
