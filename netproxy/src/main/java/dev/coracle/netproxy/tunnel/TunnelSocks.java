// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.tunnel;

import dev.coracle.netproxy.relay.RelayHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** A client of the tunnel that speaks SOCKS5 (RFC 1928): CONNECT only, by name or address. */
final class TunnelSocks extends SimpleChannelInboundHandler<Socks5Message> {

  private final TunnelDialer dialer;
  private String user = "";
  private boolean commanded;

  TunnelSocks(TunnelDialer dialer) {
    this.dialer = dialer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Socks5Message message) {
    if (message.decoderResult().isFailure()) {
      refuseMalformed(context, message);
    } else if (message instanceof Socks5InitialRequest initial) {
      greet(context, initial);
    } else if (message instanceof Socks5PasswordAuthRequest password) {
      authenticate(context, password);
    } else if (message instanceof Socks5CommandRequest command) {
      connect(context, command);
    }
  }

  /** A client that leaves before it has said what it wants. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !commanded) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  /** What can be wrong with a command is its type of address; other messages have no such reply. */
  private static void refuseMalformed(ChannelHandlerContext context, Socks5Message message) {
    if (message instanceof Socks5CommandRequest) {
      refuse(context.channel(), Socks5CommandStatus.ADDRESS_UNSUPPORTED);
    } else {
      context.close();
    }
  }

  private static void greet(ChannelHandlerContext context, Socks5InitialRequest initial) {
    if (initial.authMethods().contains(Socks5AuthMethod.PASSWORD)) {
      next(context, new Socks5PasswordAuthRequestDecoder());
      context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
    } else if (initial.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
      next(context, new Socks5CommandRequestDecoder());
      context.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH));
    } else {
      context
          .writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** The user name says which Pod connects; the password may be anything. */
  private void authenticate(ChannelHandlerContext context, Socks5PasswordAuthRequest password) {
    if (dialer.isKnown(password.username())) {
      user = password.username();
      next(context, new Socks5CommandRequestDecoder());
      context.writeAndFlush(
          new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
    } else {
      context
          .writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void next(ChannelHandlerContext context, ChannelHandler decoder) {
    context.pipeline().replace("request", "request", decoder);
  }

  private void connect(ChannelHandlerContext context, Socks5CommandRequest command) {
    commanded = true;
    Channel front = context.channel();
    if (!command.type().equals(Socks5CommandType.CONNECT)) {
      refuse(front, Socks5CommandStatus.COMMAND_UNSUPPORTED);
      return;
    }
    front.config().setAutoRead(false);
    dialer.dial(front, user, command.dstAddr(), command.dstPort(), new Join(front));
  }

  private static void refuse(Channel front, Socks5CommandStatus status) {
    front.writeAndFlush(reply(status)).addListener(ChannelFutureListener.CLOSE);
  }

  private static DefaultSocks5CommandResponse reply(Socks5CommandStatus status) {
    return new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
  }

  private static Socks5CommandStatus status(IOException cause) {
    boolean unreachable =
        cause instanceof UnknownHostException || cause instanceof NoRouteToHostException;
    return unreachable
        ? Socks5CommandStatus.HOST_UNREACHABLE
        : Socks5CommandStatus.CONNECTION_REFUSED;
  }

  /** Tells a SOCKS client what became of its command. */
  private final class Join implements TunnelDialer.Outcome {

    private final Channel front;

    Join(Channel front) {
      this.front = front;
    }

    @Override
    public void connected(Channel back) {
      front
          .writeAndFlush(reply(Socks5CommandStatus.SUCCESS))
          .addListener(
              written -> {
                front.pipeline().remove("request");
                front.pipeline().remove("replies");
                front.pipeline().remove(TunnelSocks.this);
                RelayHandler.join(front, back);
              });
    }

    @Override
    public void failed(IOException cause) {
      refuse(front, status(cause));
    }

    @Override
    public void silence() {
      RelayHandler.silence(front);
    }
  }
}
