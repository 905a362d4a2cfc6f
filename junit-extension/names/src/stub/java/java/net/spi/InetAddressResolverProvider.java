// SPDX-License-Identifier: Apache-2.0

package java.net.spi;

/** What JDK 18 and later have under this name; compiled against, never loaded. */
public abstract class InetAddressResolverProvider {

  protected InetAddressResolverProvider() {}

  public abstract InetAddressResolver get(Configuration configuration);

  public abstract String name();

  public interface Configuration {

    InetAddressResolver builtinResolver();

    String lookupLocalHostName();
  }
}
