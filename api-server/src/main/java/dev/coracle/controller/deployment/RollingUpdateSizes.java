// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.deployment;

import java.util.ArrayList;
import java.util.List;

/** The arithmetic of a rolling update: how large its ReplicaSets may become. Pure. */
final class RollingUpdateSizes {

  private RollingUpdateSizes() {}

  /** A ReplicaSet: how many Pods it shall have, and how many of them are available. */
  record Member(String name, int size, int available) {

    private Member sized(int changed) {
      return new Member(name, changed, available);
    }

    private boolean isBehind() {
      return available > size;
    }
  }

  /** A change of a ReplicaSet's size. */
  record Resize(String name, int to) {}

  /**
   * The size of the new ReplicaSet.
   *
   * @param total the sizes of all ReplicaSets together
   */
  static int newSize(DeploymentLimits limits, int total, int size) {
    if (size >= limits.replicas()) {
      return limits.replicas();
    }
    int room = limits.maxReplicas() - total;
    return size + Math.max(0, Math.min(room, limits.replicas() - size));
  }

  /**
   * What becomes of the old ReplicaSets, the oldest of which is given first: nothing while one
   * still shows more Pods available than it shall have. It has not followed its last change yet,
   * and who counted on those Pods would go below the least that must be there.
   */
  static List<Resize> shrink(DeploymentLimits limits, Member fresh, List<Member> old) {
    int oldSize = total(old);
    int freshUnavailable = fresh.size() - fresh.available();
    int spare = oldSize + fresh.size() - limits.minAvailable() - freshUnavailable;
    if (oldSize == 0 || spare <= 0 || old.stream().anyMatch(Member::isBehind)) {
      return List.of();
    }
    List<Resize> resizes = new ArrayList<>();
    List<Member> left = removeUnavailable(old, spare, resizes);
    removeAvailable(limits, fresh, left, resizes);
    return resizes;
  }

  private static int total(List<Member> members) {
    return members.stream().mapToInt(Member::size).sum();
  }

  private static List<Member> removeUnavailable(List<Member> old, int spare, List<Resize> to) {
    List<Member> left = new ArrayList<>();
    int budget = spare;
    for (Member member : old) {
      int removed = Math.min(budget, member.size() - member.available());
      budget -= removed;
      left.add(shrunk(member, removed, to));
    }
    return left;
  }

  private static void removeAvailable(
      DeploymentLimits limits, Member fresh, List<Member> old, List<Resize> to) {
    int available = fresh.available() + old.stream().mapToInt(Member::available).sum();
    int budget = available - limits.minAvailable();
    for (Member member : old) {
      int removed = Math.max(0, Math.min(budget, member.size()));
      budget -= removed;
      Member unused = shrunk(member, removed, to);
    }
  }

  private static Member shrunk(Member member, int removed, List<Resize> to) {
    if (removed == 0) {
      return member;
    }
    Member changed = member.sized(member.size() - removed);
    to.add(new Resize(changed.name(), changed.size()));
    return changed;
  }
}
