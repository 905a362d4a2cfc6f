// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ObjectKey;
import dev.coracle.netproxy.client.HttpOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP answer, and who gave it.
 *
 * @param headers by their names, in which small letters and capitals are the same
 * @param pod the name of the Pod; empty where the endpoint was none
 */
public record Answer(int status, Map<String, List<String>> headers, String body, String pod) {

  static Answer of(HttpOutcome outcome) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    outcome
        .headers()
        .forEach(
            header ->
                headers
                    .computeIfAbsent(header.getKey(), name -> new ArrayList<>())
                    .add(header.getValue()));
    return new Answer(
        outcome.status(),
        Collections.unmodifiableMap(headers),
        new String(outcome.body(), StandardCharsets.UTF_8),
        outcome.pod().map(ObjectKey::name).orElse(""));
  }

  /** The first value of a header; empty where there is none. */
  public String header(String name) {
    return headers.getOrDefault(name, List.of("")).get(0);
  }
}
