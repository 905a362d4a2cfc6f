// SPDX-License-Identifier: Apache-2.0

package dev.coracle.network;

import java.net.InetAddress;

/**
 * Names outside the cluster that are known without asking anybody: what a test says that {@code
 * api.example.com} is.
 */
public interface Hosts {

  /** Says which addresses a name has from now on. */
  Hosts add(String name, InetAddress... all);

  /** Forgets a name. */
  Hosts remove(String name);
}
