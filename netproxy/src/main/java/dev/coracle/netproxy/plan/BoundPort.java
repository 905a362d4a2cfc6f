// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.plan;

import dev.coracle.netproxy.route.Destination;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A port that the cluster listens on, under its own number or, where it must, under another. */
public final class BoundPort implements AutoCloseable {

  private final Destination destination;
  private final InetSocketAddress real;
  private final String problem;
  private final Runnable end;

  BoundPort(Destination destination, InetSocketAddress real, String problem, Runnable end) {
    this.destination = destination;
    this.real = real;
    this.problem = problem;
    this.end = end;
  }

  /** The address and port that it answers for. */
  Destination destination() {
    return destination;
  }

  /** This port, whose end is also the end of something else. */
  public BoundPort andThen(Runnable more) {
    return new BoundPort(
        destination,
        real,
        problem,
        () -> {
          end.run();
          more.run();
        });
  }

  /** Where it really listens. */
  public InetSocketAddress real() {
    return real;
  }

  /** Why strangers cannot reach it under its number, and what helps; empty where they can. */
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** Listens no longer; a second call does nothing. */
  @Override
  public void close() {
    end.run();
  }
}
