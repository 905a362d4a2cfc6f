// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

import dev.coracle.api.net.IpAddress;
import dev.coracle.netproxy.policy.Verdict;
import dev.coracle.network.Protocol;
import java.util.Optional;

/** What becomes of a {@link Flow}. */
public sealed interface Decision {

  /** No address in particular. */
  IpAddress UNKNOWN = IpAddress.of("0.0.0.0");

  /** Whether who sends it gets no answer: it is lost on the way. */
  default boolean isLost() {
    return this instanceof Drop || this instanceof Deny deny && !deny.rejected();
  }

  /** Whether it is sent to another place than the one that was called. */
  default boolean isTranslated() {
    return false;
  }

  /** Where it is sent, after translation; empty where it is sent nowhere. */
  default Optional<Destination> endpoint(Protocol protocol) {
    return Optional.empty();
  }

  /** The address it is sent from, as far as it matters. */
  default IpAddress source() {
    return UNKNOWN;
  }

  /**
   * It goes to an endpoint of a Service.
   *
   * @param source the address the endpoint sees; {@link #UNKNOWN} where the node has none
   * @param node the node that decided
   */
  record Forward(PortKey service, Target target, IpAddress source, String node)
      implements Decision {

    @Override
    public boolean isTranslated() {
      return true;
    }

    @Override
    public Optional<Destination> endpoint(Protocol protocol) {
      return Optional.of(new Destination(target.address(), target.port(), protocol));
    }

    @Override
    public String toString() {
      return "-> " + target.text() + " of " + service + " as " + source;
    }
  }

  /** It goes where it says: its destination is no Service. */
  record Direct(Destination destination, IpAddress source) implements Decision {

    @Override
    public Optional<Destination> endpoint(Protocol protocol) {
      return Optional.of(destination);
    }

    @Override
    public String toString() {
      return "-> " + destination + " as " + source;
    }
  }

  /**
   * It goes to a Pod that has the port of its node.
   *
   * @param source the address the Pod sees
   */
  record ToHostPort(HostPort hostPort, Destination endpoint, IpAddress source) implements Decision {

    @Override
    public boolean isTranslated() {
      return true;
    }

    @Override
    public Optional<Destination> endpoint(Protocol protocol) {
      return Optional.of(endpoint);
    }

    @Override
    public String toString() {
      return "-> " + endpoint + " by " + hostPort + " as " + source;
    }
  }

  /** It is refused at once. */
  record Reject(String why) implements Decision {

    @Override
    public String toString() {
      return "refused: " + why;
    }
  }

  /**
   * NetworkPolicies do not let it through.
   *
   * @param rejected whether its sender is told so
   */
  record Deny(Verdict.Denied verdict, boolean rejected) implements Decision {

    @Override
    public String toString() {
      return rejected ? "refused: " + verdict : verdict.toString();
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
