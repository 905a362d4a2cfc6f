// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.network.Hosts;
import java.net.InetAddress;
import java.util.function.Supplier;

/** The names that a cluster's DNS server knows besides its own, for as long as it lives. */
record ClusterHosts(Supplier<? extends Hosts> open, Runnable changed) implements Hosts {

  @Override
  public Hosts add(String name, InetAddress... all) {
    open.get().add(name, all);
    changed.run();
    return this;
  }

  @Override
  public Hosts remove(String name) {
    open.get().remove(name);
    changed.run();
    return this;
  }
}
