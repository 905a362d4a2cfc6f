// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.report;

import dev.coracle.api.KubeObject;
import dev.coracle.api.OwnerReference;
import dev.coracle.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is wrong in a cluster, and why: Pods, Services, Ingresses, and who else complains. */
public final class Reasons {

  /** What Pods that have become ready are no longer troubled by. */
  private static final Set<String> OF_ITS_START =
      Set.of("BackOff", "Failed", "FailedMount", "FailedScheduling", "ProbeWarning", "Unhealthy");

  private final Snapshot snapshot;

  /** What is wrong by a snapshot. */
  public Reasons(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  private record Ill(KubeObject pod, List<String> reasons) {

    /** What is equal for Pods that are told once. */
    Object kind() {
      return List.of(owner(pod), reasons.stream().map(line -> masked(line, pod)).toList());
    }
  }

  /** What is wrong with Pods; those of one owner that have the same reasons are told once. */
  public List<Finding> pods(Predicate<KubeObject> wanted) {
    return snapshot.pods().stream()
        .filter(wanted)
        .map(pod -> new Ill(pod, PodReasons.of(snapshot, pod)))
        .filter(ill -> !ill.reasons.isEmpty())
        .collect(Collectors.groupingBy(Ill::kind, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(Reasons::told)
        .toList();
  }

  private static String owner(KubeObject pod) {
    return pod.controller().map(OwnerReference::uid).orElse(pod.uid());
  }

  /** A reason without what differs from Pod to Pod. */
  private static String masked(String line, KubeObject pod) {
    String ip = new Pod(pod).ip();
    String nameless = line.replace(pod.name(), "NAME").replaceAll(" \\(x\\d+\\)", "");
    return ip.isEmpty() ? nameless : nameless.replace(ip, "IP");
  }

  private static Finding told(List<Ill> alike) {
    Ill last = alike.get(alike.size() - 1);
    String more = alike.size() == 1 ? "" : " (and " + (alike.size() - 1) + " more, likewise)";
    return new Finding("Pod " + last.pod.key() + more, last.reasons);
  }

  /** Services that lead nowhere. */
  public List<Finding> services() {
    return snapshot.services().stream()
        .flatMap(service -> finding(service, ServiceReasons.of(snapshot, service)).stream())
        .toList();
  }

  /** Ingresses with paths that lead nowhere. */
  public List<Finding> ingresses() {
    return snapshot.ingresses().stream()
        .flatMap(
            ingress -> finding(ingress, new IngressPaths(snapshot, ingress).reasons()).stream())
        .toList();
  }

  private static List<Finding> finding(KubeObject object, List<String> reasons) {
    return reasons.isEmpty()
        ? List.of()
        : List.of(new Finding(object.kind() + " " + object.key(), reasons));
  }

  /**
   * The last warnings about what is no Pod, such as a ReplicaSet that may not make any, and about
   * Pods that are ready, where they speak of more than a start that took its time.
   */
  public List<Finding> warnings() {
    Map<String, KubeObject> newest = new LinkedHashMap<>();
    Set<String> ready =
        snapshot.pods().stream()
            .filter(pod -> new Pod(pod).isReady())
            .map(KubeObject::uid)
            .collect(Collectors.toSet());
    snapshot.events().stream()
        .filter(event -> event.text("type").equals("Warning"))
        .filter(
            event ->
                !event.text("involvedObject", "kind").equals("Pod")
                    || ready.contains(event.text("involvedObject", "uid"))
                        && !OF_ITS_START.contains(event.text("reason")))
        .forEach(event -> newest.put(subject(event) + event.text("reason"), event));
    return newest.values().stream()
        .map(event -> new Finding(subject(event), List.of(PodReasons.warning(event))))
        .toList();
  }

  private static String subject(KubeObject event) {
    String namespace = event.text("involvedObject", "namespace");
    return event.text("involvedObject", "kind")
        + " "
        + (namespace.isEmpty() ? "" : namespace + "/")
        + event.text("involvedObject", "name");
  }

  /** The images that stand-ins run for, with the Pods that asked for them. */
  public List<String> standIns() {
    Set<String> present = snapshot.pods().stream().map(KubeObject::uid).collect(Collectors.toSet());
    Map<String, Set<String>> pods =
        snapshot.events().stream()
            .filter(event -> event.text("reason").equals("ImageSimulated"))
            .filter(event -> present.contains(event.text("involvedObject", "uid")))
            .collect(
                Collectors.groupingBy(
                    event -> event.text("message"),
                    LinkedHashMap::new,
                    Collectors.mapping(
                        event -> event.text("involvedObject", "name"), Collectors.toSet())));
    return pods.entrySet().stream()
        .map(each -> each.getKey() + " (" + count(each.getValue()) + ")")
        .toList();
  }

  private static String count(Set<String> pods) {
    return pods.size() == 1 ? "Pod " + pods.iterator().next() : pods.size() + " Pods";
  }
}
