// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.policy;

/** The side from which a policy looks at connections. */
public enum Direction {
  INGRESS("Ingress", "ingress", "from"),
  EGRESS("Egress", "egress", "to");

  private final String type;
  private final String rules;
  private final String peers;

  Direction(String type, String rules, String peers) {
    this.type = type;
    this.rules = rules;
    this.peers = peers;
  }

  /** Its name in {@code policyTypes}. */
  String type() {
    return type;
  }

  /** The member of the spec that holds its rules. */
  String rules() {
    return rules;
  }

  /** The member of a rule that holds the other ends. */
  String peers() {
    return peers;
  }

  @Override
  public String toString() {
    return rules;
  }
}
