// SPDX-License-Identifier: Apache-2.0

package dev.coracle.names;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.Optional;

/**
 * Makes {@link ClusterNames} the resolver of a JVM, unless it is started with {@code
 * -Dcoracle.names=off}.
 *
 * <p>The JDK keeps what was looked up above the resolver: names for 30 seconds, failures for 10.
 * Clusters change faster, and two of them may have the same name, so both times are set to zero
 * here: the JDK reads them once, after its first lookup, and for that lookup it makes the provider.
 */
public final class ClusterNamesProvider extends InetAddressResolverProvider {

  /** For the service loader. */
  public ClusterNamesProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtIn = configuration.builtinResolver();
    if ("off".equals(System.getProperty("coracle.names"))) {
      return builtIn;
    }
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    return new ClusterNames(
        builtIn,
        new MachineNames(
            Optional.ofNullable(configuration.lookupLocalHostName()), MachineNames.hostsFile()));
  }

  @Override
  public String name() {
    return "Coracle";
  }
}
