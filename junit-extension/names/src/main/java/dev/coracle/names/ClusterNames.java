// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The resolver of a JVM in which clusters run: their names first, every other one as before. While
 * no cluster runs it is the JDK's own.
 */
final class ClusterNames implements InetAddressResolver {

  private final InetAddressResolver builtIn;
  private final MachineNames machine;

  ClusterNames(InetAddressResolver builtIn, MachineNames machine) {
    this.builtIn = builtIn;
    this.machine = machine;
  }

  private Optional<NameRouter> router() {
    Map<Object, Map<String, Object>> clusters = JvmClusters.clusters();
    return clusters.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NameRouter(
                clusters,
                Optional.ofNullable(JvmClusters.callers().get()).orElse(Map.of()),
                machine));
  }

  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    Optional<NameRouter> router = router();
    Optional<List<byte[]>> found =
        router.isPresent() ? router.get().addresses(host) : Optional.empty();
    return found.isPresent()
        ? addresses(host, found.get(), policy.characteristics())
        : builtIn.lookupByName(host, policy);
  }

  private static Stream<InetAddress> addresses(String host, List<byte[]> found, int families)
      throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (byte[] address : found) {
      int family = address.length == 4 ? LookupPolicy.IPV4 : LookupPolicy.IPV6;
      if ((families & family) != 0) {
        addresses.add(InetAddress.getByAddress(host, address));
      }
    }
    if (addresses.isEmpty()) {
      throw new UnknownHostException(
          host
              + ": no address of a family that this JVM asks for (java.net.preferIPv4Stack,"
              + " java.net.preferIPv6Addresses)");
    }
    return addresses.stream();
  }

  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    Optional<String> name = router().flatMap(each -> each.name(address));
    return name.isPresent() ? name.get() : builtIn.lookupByAddress(address);
  }
}
