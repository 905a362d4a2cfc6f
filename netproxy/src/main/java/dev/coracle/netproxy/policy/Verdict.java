// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

import dev.coracle.api.ObjectKey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the policies say of a packet, and which of them. */
public sealed interface Verdict {

  /** Nobody is isolated, so nobody is asked. */
  Verdict OPEN = new Allowed(List.of());

  /** Whether the packet arrives. */
  boolean isAllowed();

  /**
   * It arrives.
   *
   * @param policies those that let it through; empty where no end is isolated
   */
  record Allowed(List<ObjectKey> policies) implements Verdict {

    public Allowed {
      policies = List.copyOf(policies);
    }

    @Override
    public boolean isAllowed() {
      return true;
    }

    Allowed and(Allowed other) {
      return new Allowed(Stream.concat(policies.stream(), other.policies.stream()).toList());
    }

    @Override
    public String toString() {
      return policies.isEmpty() ? "open" : "allowed by " + names(policies);
    }
  }

  /**
   * It is lost.
   *
   * @param direction in which its sender or receiver is isolated
   * @param policies those that isolate it; none of them lets the packet through
   */
  record Denied(Packet packet, Direction direction, List<ObjectKey> policies) implements Verdict {

    public Denied {
      policies = List.copyOf(policies);
    }

    @Override
    public boolean isAllowed() {
      return false;
    }

    @Override
    public String toString() {
      return "denied by the %s rules of %s: %s".formatted(direction, names(policies), packet);
    }
  }

  private static String names(List<ObjectKey> policies) {
    return policies.stream()
        .map(ObjectKey::toString)
        .collect(Collectors.joining(", ", "NetworkPolicy ", ""));
  }
}
