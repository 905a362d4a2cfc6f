// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing.names;

import java.util.Optional;
import java.util.ServiceLoader;

/** The resolver that this JVM looks names up with, and why it may be none of ours. */
final class JvmResolver {

  private static final String SERVICE = "java.net.spi.InetAddressResolverProvider";
  private static final String PROVIDER = "dev.coracle.names.ClusterNamesProvider";
  private static final int FIRST_JDK = 18;

  private JvmResolver() {}

  /** Why the JVM does not ask clusters; empty where it does. */
  static Optional<String> absence() {
    if ("off".equals(System.getProperty("coracle.names"))) {
      return Optional.of("-Dcoracle.names=off");
    }
    int jdk = Runtime.version().feature();
    if (jdk < FIRST_JDK) {
      return Optional.of("JDK " + jdk + " (expected: 18 or later)");
    }
    return first()
        .map(name -> name.equals(PROVIDER) ? "" : "another resolver comes first: " + name)
        .or(() -> Optional.of("coracle-names is not on the class path of the JVM itself"))
        .filter(reason -> !reason.isEmpty());
  }

  /** The JDK takes the first one that it finds there. */
  private static Optional<String> first() {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    try {
      return ServiceLoader.load(Class.forName(SERVICE, false, system), system).stream()
          .findFirst()
          .map(provider -> provider.type().getName());
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }
}
