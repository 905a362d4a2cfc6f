// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Failed requests as text: those that ended in the same way together, with Pods and times. */
final class TrafficFailures {

  private static final int PODS = 5;

  private final List<TrafficRequest> failures;

  TrafficFailures(List<TrafficRequest> failures) {
    this.failures = failures;
  }

  String text(String heading) {
    Map<String, List<TrafficRequest>> kinds =
        failures.stream()
            .collect(
                Collectors.groupingBy(TrafficRequest::ending, TreeMap::new, Collectors.toList()));
    return heading
        + kinds.entrySet().stream()
            .map(kind -> "\n  " + kind(kind.getKey(), kind.getValue()))
            .collect(Collectors.joining());
  }

  private static String kind(String ending, List<TrafficRequest> all) {
    TrafficRequest first = all.get(0);
    TrafficRequest last = all.get(all.size() - 1);
    String when =
        all.size() == 1
            ? "at +" + first.at().toMillis() + " ms"
            : "from +" + first.at().toMillis() + " ms to +" + last.at().toMillis() + " ms";
    return ending
        + " x"
        + all.size()
        + " "
        + when
        + pods(all)
        + (first.detail().isEmpty() ? "" : "; the first: " + first.detail());
  }

  private static String pods(List<TrafficRequest> all) {
    Map<String, Long> counts =
        all.stream()
            .collect(
                Collectors.groupingBy(TrafficFailures::pod, TreeMap::new, Collectors.counting()));
    String told =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(PODS)
            .map(count -> count.getKey() + " x" + count.getValue())
            .collect(Collectors.joining(", "));
    int more = counts.size() - PODS;
    return ", " + told + (more > 0 ? " and " + more + " more" : "");
  }

  private static String pod(TrafficRequest request) {
    return request.pod().isEmpty()
        ? "no Pod"
        : "Pod %s (%s, %s)".formatted(request.pod(), request.version(), request.node());
  }
}
