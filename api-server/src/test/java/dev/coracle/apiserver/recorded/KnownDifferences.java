// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The checked-in list of cases that still differ: lines {@code name | what it waits for}. */
record KnownDifferences(Map<String, String> reasonOf) {

  static KnownDifferences read(String list) {
    Map<String, String> reasonOf = new LinkedHashMap<>();
    new String(Recording.resource(list), UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\|", 2))
        .forEach(parts -> reasonOf.put(parts[0].strip(), parts.length > 1 ? parts[1].strip() : ""));
    return new KnownDifferences(reasonOf);
  }

  Set<String> names() {
    return reasonOf.keySet();
  }

  Collection<String> reasons() {
    return reasonOf.values();
  }
}
