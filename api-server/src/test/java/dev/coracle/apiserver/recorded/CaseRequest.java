// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request as it goes over the wire. */
record CaseRequest(
    String method, String path, Map<String, Optional<String>> headers, Optional<byte[]> body) {

  private static final String USER_AGENT = "apidiff/1.0";

  /** A JSON request made by the run itself. */
  static CaseRequest post(String path, byte[] body) {
    return new CaseRequest("POST", path, Map.of(), Optional.of(body));
  }

  /** All headers: what every request carries, unless the case says otherwise or takes it away. */
  Map<String, String> allHeaders(String token) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("User-Agent", USER_AGENT);
    all.put("Accept", "application/json");
    all.put("Authorization", "Bearer " + token);
    body.ifPresent(bytes -> all.put("Content-Type", "application/json"));
    headers.forEach(
        (name, value) ->
            value.ifPresentOrElse(text -> all.put(name, text), () -> all.remove(name)));
    return all;
  }

  boolean isDryRun() {
    return path.contains("dryRun=All");
  }
}
