// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

/** What becomes of a {@link Flow}. */
public sealed interface Decision {

  /**
   * It goes to an endpoint of a Service.
   *
   * @param source the address the endpoint sees; empty where the node has none
   * @param node the node that decided
   */
  record Forward(PortKey service, Target target, String source, String node) implements Decision {

    @Override
    public String toString() {
      return "-> " + target.text() + " of " + service + " as " + source;
    }
  }

  /** It goes where it says: its destination is no Service. */
  record Direct(Destination destination, String source) implements Decision {

    @Override
    public String toString() {
      return "-> " + destination + " as " + source;
    }
  }

  /** It is refused at once. */
  record Reject(String why) implements Decision {

    @Override
    public String toString() {
      return "refused: " + why;
    }
  }

  /** It is never answered. */
  record Drop(String why) implements Decision {

    @Override
    public String toString() {
      return "dropped: " + why;
    }
  }
}
