// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The names of a cluster for Netty and what is made with it, such as Reactor Netty and so Spring's
 * WebClient; others are looked up as the JVM does.
 *
 * <pre>{@code
 * HttpClient.create().resolver(NettyNames.of(cluster))
 * }</pre>
 *
 * <p>What is resolved is where a port really is, on every plan.
 */
public final class NettyNames extends AddressResolverGroup<InetSocketAddress> {

  private final Cluster cluster;

  private NettyNames(Cluster cluster) {
    this.cluster = cluster;
  }

  public static NettyNames of(Cluster cluster) {
    return new NettyNames(cluster);
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Resolver(
        executor, cluster, DefaultAddressResolverGroup.INSTANCE.getResolver(executor));
  }

  private static final class Resolver extends AbstractAddressResolver<InetSocketAddress> {

    private final Cluster cluster;
    private final AddressResolver<InetSocketAddress> others;

    Resolver(EventExecutor executor, Cluster cluster, AddressResolver<InetSocketAddress> others) {
      super(executor, InetSocketAddress.class);
      this.cluster = cluster;
      this.others = others;
    }

    private List<InetSocketAddress> dialled(InetSocketAddress address) {
      String host =
          address.isUnresolved()
              ? address.getHostString()
              : address.getAddress().getHostAddress().split("%")[0];
      return cluster.dialled(host, address.getPort());
    }

    /** An address of the cluster may be elsewhere than it says. */
    @Override
    protected boolean doIsResolved(InetSocketAddress address) {
      if (address.isUnresolved()) {
        return false;
      }
      List<InetSocketAddress> real = dialled(address);
      return real.isEmpty() || real.contains(address);
    }

    @Override
    protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
      List<InetSocketAddress> known = dialled(address);
      if (known.isEmpty()) {
        others.resolve(address).addListener((Future<InetSocketAddress> f) -> pass(f, promise));
      } else {
        promise.setSuccess(known.get(0));
      }
    }

    @Override
    protected void doResolveAll(
        InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
      List<InetSocketAddress> known = dialled(address);
      if (known.isEmpty()) {
        others
            .resolveAll(address)
            .addListener((Future<List<InetSocketAddress>> f) -> pass(f, promise));
      } else {
        promise.setSuccess(known);
      }
    }

    private static <T> void pass(Future<T> from, Promise<T> to) {
      if (from.isSuccess()) {
        to.setSuccess(from.getNow());
      } else {
        to.setFailure(from.cause());
      }
    }
  }
}
