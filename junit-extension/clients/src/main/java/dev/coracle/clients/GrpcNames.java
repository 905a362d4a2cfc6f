// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of a cluster for gRPC: {@code dns:///orders:9090} of a headless Service is all its
 * Pods, and is looked up anew whenever a connection is lost. Names that the cluster does not know
 * are looked up as the JVM does.
 *
 * <pre>{@code
 * NameResolverRegistry.getDefaultRegistry().register(GrpcNames.of(cluster)); // every channel
 * ManagedChannelBuilder.forTarget("dns:///orders:9090").nameResolverFactory(GrpcNames.of(cluster))
 * }</pre>
 *
 * <p>What is resolved is where a port really is, on every plan.
 */
public final class GrpcNames extends NameResolverProvider {

  private static final int ABOVE_DNS = 6;
  private static final String SCHEME = "dns";

  private final Cluster cluster;

  private GrpcNames(Cluster cluster) {
    this.cluster = cluster;
  }

  public static GrpcNames of(Cluster cluster) {
    return new GrpcNames(cluster);
  }

  /**
   * Registers the names for every channel of this JVM that is made from now on.
   *
   * @return takes that back
   */
  public static AutoCloseable register(Cluster cluster) {
    GrpcNames names = of(cluster);
    NameResolverRegistry.getDefaultRegistry().register(names);
    return () -> NameResolverRegistry.getDefaultRegistry().deregister(names);
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return ABOVE_DNS;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    URI authority = authority(target);
    return new GrpcNameResolver(
        cluster,
        authority.getAuthority(),
        authority.getHost(),
        authority.getPort() < 0 ? args.getDefaultPort() : authority.getPort(),
        args.getOffloadExecutor());
  }

  private static URI authority(URI target) {
    String path = target.getPath() == null ? target.getSchemeSpecificPart() : target.getPath();
    String name = path.startsWith("/") ? path.substring(1) : path;
    URI authority = URI.create("//" + name);
    if (authority.getHost() == null) {
      throw new IllegalArgumentException("target: " + target + " (expected: dns:///name:port)");
    }
    return authority;
  }
}
