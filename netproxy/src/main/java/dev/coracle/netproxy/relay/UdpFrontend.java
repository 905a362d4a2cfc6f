// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.api.net.IpAddress;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.netproxy.route.Target;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Carries the datagrams of a Service's address, or of a node's port for a Pod. All that one client
 * address and port sends goes to one endpoint, until neither side has sent for a while or the
 * endpoint stops serving.
 *
 * <p>Its flows belong to the event loop of its channel.
 */
final class UdpFrontend extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final Duration UNANSWERED = Duration.ofSeconds(30);
  private static final Duration ANSWERED = Duration.ofMinutes(2);

  private final Entry entry;
  private final Routes routes;
  private final Dialer dialer;
  private final Loop loop;
  private final Map<InetSocketAddress, UdpFlow> flows = new HashMap<>();
  private Optional<Time.Timer> sweep = Optional.empty();
  private volatile Optional<Channel> channel = Optional.empty();

  UdpFrontend(Entry entry, Routes routes, Dialer dialer, Loop loop) {
    this.entry = entry;
    this.routes = routes;
    this.dialer = dialer;
    this.loop = loop;
  }

  /** What one client sends, and the way it takes. */
  private static final class UdpFlow {

    private final Decision decision;
    private final List<ByteBuf> early = new ArrayList<>();
    private Optional<Channel> backend = Optional.empty();
    private Instant used;
    private boolean answered;
    private boolean over;

    UdpFlow(Decision decision, Instant used) {
      this.decision = decision;
      this.used = used;
    }

    boolean isIdle(Instant now) {
      return used.plus(answered ? ANSWERED : UNANSWERED).isBefore(now);
    }

    void send(ByteBuf content) {
      if (backend.isPresent()) {
        backend.get().writeAndFlush(content, backend.get().voidPromise());
      } else if (over) {
        content.release();
      } else {
        early.add(content);
      }
    }

    void connected(Channel channel) {
      if (over) {
        channel.close();
        return;
      }
      backend = Optional.of(channel);
      early.forEach(channel::write);
      early.clear();
      channel.flush();
    }

    void end() {
      over = true;
      early.forEach(ByteBuf::release);
      early.clear();
      backend.ifPresent(Channel::close);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = Optional.of(context.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    sweep.ifPresent(Time.Timer::cancel);
    flows.values().forEach(UdpFlow::end);
    flows.clear();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    UdpFlow flow = flows.get(packet.sender());
    if (flow == null) {
      IpAddress source = IpAddress.of(packet.sender().getAddress());
      Flow asked = routes.from(source, entry.of(source));
      Decision decision = routes.decide(asked);
      if (!decision.isTranslated()) {
        return;
      }
      flow = open(context.channel(), packet.sender(), asked, decision);
    }
    flow.used = loop.now();
    flow.send(packet.content().retain());
  }

  private UdpFlow open(Channel front, InetSocketAddress client, Flow asked, Decision decision) {
    UdpFlow flow = new UdpFlow(decision, loop.now());
    flows.put(client, flow);
    dialer.dialDatagrams(
        front.eventLoop(),
        asked,
        decision,
        new Answers(front, client),
        back -> {
          back.closeFuture()
              .addListener(closed -> front.eventLoop().execute(() -> flows.remove(client, flow)));
          flow.connected(back);
        },
        failed -> {
          flows.remove(client, flow);
          flow.end();
        });
    if (sweep.isEmpty()) {
      sweepLater(front);
    }
    return flow;
  }

  /** The loop waits for the sweep, so that time does not pass it by. */
  private void sweepLater(Channel front) {
    Runnable task = () -> front.eventLoop().submit(() -> sweep(front)).awaitUninterruptibly();
    sweep = Optional.of(loop.schedule(UNANSWERED, "idle flows", task));
  }

  private void sweep(Channel front) {
    Instant now = loop.now();
    sweep = Optional.empty();
    end(flow -> flow.isIdle(now));
    if (!flows.isEmpty() && front.isActive()) {
      sweepLater(front);
    }
  }

  /** Ends the flows to endpoints that no longer serve, provided that another one does. */
  void endpointsChanged(List<Target> targets) {
    List<String> serving =
        targets.stream().filter(target -> target.endpoint().serving()).map(Target::text).toList();
    if (!serving.isEmpty()) {
      channel.ifPresent(
          front ->
              front
                  .eventLoop()
                  .submit(() -> end(flow -> !isAmong(serving, flow.decision)))
                  .awaitUninterruptibly());
    }
  }

  private static boolean isAmong(List<String> serving, Decision decision) {
    return decision instanceof Decision.Forward forward
        && serving.contains(forward.target().text());
  }

  private void end(Predicate<UdpFlow> test) {
    flows
        .values()
        .removeIf(
            flow -> {
              boolean over = test.test(flow);
              if (over) {
                flow.end();
              }
              return over;
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A datagram that finds nobody is lost; the next one may do better.
  }

  /** Sends what an endpoint answers back to the client. */
  private final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {

    private final Channel front;
    private final InetSocketAddress client;

    Answers(Channel front, InetSocketAddress client) {
      this.front = front;
      this.client = client;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      UdpFlow flow = flows.get(client);
      if (flow != null) {
        flow.used = loop.now();
        flow.answered = true;
      }
      front.writeAndFlush(new DatagramPacket(packet.content().retain(), client));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // The endpoint's port is closed; its flow ends when the endpoint does.
    }
  }
}
