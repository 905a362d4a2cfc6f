// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a change of a Deployment's size is shared among its ReplicaSets in the middle of a rollout:
 * each by its weight, so that the risk of the rollout stays what it was. Pure.
 */
final class ProportionalScaling {

  private ProportionalScaling() {}

  /**
   * A ReplicaSet that has Pods.
   *
   * @param maxBefore the most Pods that all of them might have when its size was last set
   */
  record Member(String name, int size, int maxBefore, Instant created) {}

  /** The new size of each, the largest first. */
  static Map<String, Integer> share(DeploymentLimits limits, List<Member> members) {
    int allowed = limits.replicas() > 0 ? limits.maxReplicas() : 0;
    int toAdd = allowed - members.stream().mapToInt(Member::size).sum();
    List<Member> sorted = new ArrayList<>(members);
    sorted.sort(order(toAdd));
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int added = 0;
    for (Member member : sorted) {
      int part = part(limits, member, toAdd, toAdd - added);
      added += part;
      sizes.put(member.name(), member.size() + part);
    }
    if (added != toAdd && !sorted.isEmpty()) {
      int leftover = toAdd - added;
      sizes.computeIfPresent(sorted.get(0).name(), (n, size) -> Math.max(0, size + leftover));
    }
    return sizes;
  }

  private static Comparator<Member> order(int toAdd) {
    Comparator<Member> byAge = Comparator.comparing(Member::created).thenComparing(Member::name);
    return Comparator.comparingInt((Member m) -> -m.size())
        .thenComparing(toAdd > 0 ? byAge.reversed() : byAge);
  }

  private static int part(DeploymentLimits limits, Member member, int toAdd, int left) {
    if (member.size() == 0 || toAdd == 0 || left == 0) {
      return 0;
    }
    int fraction = fraction(limits, member);
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  private static int fraction(DeploymentLimits limits, Member member) {
    if (limits.replicas() == 0) {
      return -member.size();
    }
    if (member.maxBefore() == 0) {
      return 0;
    }
    double size = (double) member.size() * limits.maxReplicas() / member.maxBefore();
    return (int) Math.floor(size + 0.5) - member.size();
  }
}
