// SPDX-License-Identifier: Apache-2.0

/** The network: Service routing, DNS, Ingress, network policies, load balancers, the tunnel. */
@org.jspecify.annotations.NullMarked
module dev.coracle.netproxy {
  requires static org.jspecify;
  requires transitive dev.coracle.apiserver;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.socks;
  requires io.netty.common;
  requires io.netty.handler;
  requires transitive io.netty.transport;
  requires org.slf4j;

  exports dev.coracle.network;
  exports dev.coracle.netproxy to
      dev.coracle.testing;
  exports dev.coracle.netproxy.client to
      dev.coracle.testing;
  exports dev.coracle.netproxy.dns to
      dev.coracle.testing;
  exports dev.coracle.netproxy.http to
      dev.coracle.testing;
  exports dev.coracle.netproxy.plan to
      dev.coracle.testing;
  exports dev.coracle.netproxy.relay to
      dev.coracle.testing;
  exports dev.coracle.netproxy.tunnel to
      dev.coracle.testing;
}
