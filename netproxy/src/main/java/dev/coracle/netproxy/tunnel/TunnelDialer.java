// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import dev.coracle.api.ObjectKey;
import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.relay.Dialer;
import dev.coracle.netproxy.relay.Routes;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Flow;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Makes the connections that come through the tunnel, for a stranger or in the name of a Pod. */
public final class TunnelDialer {

  private final Time time;
  private final Routes routes;
  private final Dialer dialer;
  private final TunnelUser stranger;
  private final Function<ObjectKey, Optional<? extends TunnelUser>> pods;
  private final BinaryOperator<String> unknown;

  /**
   * A dialer.
   *
   * @param unknown why a name is unknown, to the programs of a namespace
   */
  public TunnelDialer(
      Time time,
      Routes routes,
      Dialer dialer,
      TunnelUser stranger,
      Function<ObjectKey, Optional<? extends TunnelUser>> pods,
      BinaryOperator<String> unknown) {
    this.time = time;
    this.routes = routes;
    this.dialer = dialer;
    this.stranger = stranger;
    this.pods = pods;
    this.unknown = unknown;
  }

  /** What becomes of a wish to connect; told on the channel's event loop. */
  interface Outcome {

    /** The channel is ready to be joined with the client's. */
    void connected(Channel back);

    void failed(IOException cause);

    /** Nobody will ever answer. */
    void silence();
  }

  void track(Channel front) {
    dialer.track(front);
  }

  /**
   * The Pod that a user name means: {@code pod.namespace}. Any other name is a stranger's, for some
   * clients give the name of the machine's user unasked, and such a name may hold a dot.
   */
  private Optional<ObjectKey> pod(String user) {
    int dot = user.lastIndexOf('.');
    String namespace = user.substring(dot + 1);
    return dot > 0 && routes.state().hasNamespace(namespace)
        ? Optional.of(ObjectKey.of(namespace, user.substring(0, dot)))
        : Optional.empty();
  }

  boolean isKnown(String user) {
    return pod(user).map(pod -> pods.apply(pod).isPresent()).orElse(true);
  }

  void dial(Channel front, String user, String host, int port, Outcome outcome) {
    time.work("tunnel to " + host, () -> resolve(front, user, host, port, outcome));
  }

  private void resolve(Channel front, String user, String host, int port, Outcome outcome) {
    try {
      Flow flow = flow(user, host, port);
      front.eventLoop().execute(() -> route(front, flow, outcome));
    } catch (IOException e) {
      front.eventLoop().execute(() -> outcome.failed(e));
    }
  }

  private Flow flow(String user, String host, int port) throws IOException {
    TunnelUser caller = user(user);
    try {
      return caller.flow(first(host, caller.resolve(host)), port);
    } catch (UnknownHostException e) {
      String namespace = pod(user).map(ObjectKey::namespace).orElse("default");
      UnknownHostException explained = new UnknownHostException(unknown.apply(host, namespace));
      explained.initCause(e);
      throw explained;
    }
  }

  private TunnelUser user(String user) throws IOException {
    Optional<ObjectKey> pod = pod(user);
    if (pod.isEmpty()) {
      return stranger;
    }
    Optional<? extends TunnelUser> running = pods.apply(pod.get());
    if (running.isEmpty()) {
      throw new IOException("user name: " + user + " (expected: a running Pod)");
    }
    return running.get();
  }

  private static IpAddress first(String host, List<IpAddress> found) throws UnknownHostException {
    return found.stream().findFirst().orElseThrow(() -> new UnknownHostException(host));
  }

  private void route(Channel front, Flow flow, Outcome outcome) {
    Decision decision = routes.decide(flow);
    boolean denied = decision instanceof Decision.Deny;
    if (decision.isLost() && !(denied && flow.origin() == Flow.Origin.OUTSIDE)) {
      outcome.silence();
      return;
    }
    dialer.dial(
        front.eventLoop(),
        flow,
        decision,
        outcome::connected,
        cause ->
            outcome.failed(cause instanceof IOException known ? known : new IOException(cause)));
  }
}
