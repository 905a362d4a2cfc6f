// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.route;

/** Who serves an Ingress, as its class says. */
public enum IngressOwner {
  /** The cluster's own controller. */
  CORACLE,
  /** A controller that somebody may have installed. */
  ANOTHER_CONTROLLER,
  /** There is no such class. */
  NOBODY;

  /** The {@code spec.controller} of the IngressClass that is served here. */
  public static final String CONTROLLER = "coracle.dev/ingress";
}
