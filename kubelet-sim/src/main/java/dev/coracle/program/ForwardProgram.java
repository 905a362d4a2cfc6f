// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import dev.coracle.api.net.CallerNotice;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A program that stands for a server which runs elsewhere and is none of the cluster's: whoever
 * calls the Pod at a port is led there, as {@link ContainerContext#bindAddress} says.
 *
 * <p>Its Pod is like any other. While the server does not listen, connections are refused and
 * readiness probes fail; a Pod without such a probe is ready all the same. Asked to stop, it exits
 * with 0; its connections end with it, and the server never hears of it.
 */
public final class ForwardProgram implements ContainerProgram {

  private final int containerPort;
  private final Supplier<@Nullable InetSocketAddress> address;
  private final CallerNotice notice;

  ForwardProgram(
      int containerPort, Supplier<@Nullable InetSocketAddress> address, CallerNotice notice) {
    this.containerPort = containerPort;
    this.address = address;
    this.notice = notice;
  }

  /** The same program, whose server is told who really calls. */
  public ForwardProgram telling(CallerNotice notice) {
    return new ForwardProgram(containerPort, address, notice);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    context.forward(containerPort, reported(context), notice);
    context.onTerminate(() -> context.exit(0));
  }

  /** The log says why there is no address, once for each reason. */
  private Supplier<@Nullable InetSocketAddress> reported(ContainerContext context) {
    AtomicReference<String> said = new AtomicReference<>("");
    return () -> {
      try {
        InetSocketAddress answer = address.get();
        said.set("");
        return answer;
      } catch (RuntimeException e) {
        String reason = "port " + containerPort + ": no address of a server yet: " + e;
        if (!said.getAndSet(reason).equals(reason)) {
          context.stderr().println(reason);
        }
        throw e;
      }
    };
  }
}
