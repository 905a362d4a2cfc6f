// SPDX-License-Identifier: Apache-2.0

package dev.coracle.clients;

import dev.coracle.testing.Cluster;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One name as a channel of gRPC follows it: looked up when it begins, and when it asks again. */
final class GrpcNameResolver extends NameResolver {

  private final Cluster cluster;
  private final String authority;
  private final String host;
  private final int port;
  private final Executor executor;
  private volatile Optional<Listener2> listener = Optional.empty();

  GrpcNameResolver(Cluster cluster, String authority, String host, int port, Executor executor) {
    this.cluster = cluster;
    this.authority = authority;
    this.host = host;
    this.port = port;
    this.executor = executor;
  }

  @Override
  public String getServiceAuthority() {
    return authority;
  }

  @Override
  public void start(Listener2 told) {
    listener = Optional.of(told);
    refresh();
  }

  @Override
  public void refresh() {
    executor.execute(() -> listener.ifPresent(this::tell));
  }

  @SuppressWarnings("deprecation") // What replaces setAddresses came with gRPC 1.69.
  private void tell(Listener2 told) {
    try {
      told.onResult(ResolutionResult.newBuilder().setAddresses(lookUp()).build());
    } catch (UnknownHostException | IllegalStateException e) {
      told.onError(
          Status.UNAVAILABLE.withDescription("Unable to resolve host " + host).withCause(e));
    }
  }

  private List<EquivalentAddressGroup> lookUp() throws UnknownHostException {
    List<InetSocketAddress> known = cluster.dialled(host, port);
    List<InetSocketAddress> found = known.isEmpty() ? lookUpElsewhere() : known;
    return found.stream().map(EquivalentAddressGroup::new).toList();
  }

  private List<InetSocketAddress> lookUpElsewhere() throws UnknownHostException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  @Override
  public void shutdown() {
    listener = Optional.empty();
  }
}
