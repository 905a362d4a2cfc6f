// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry.service;

import dev.coracle.apiserver.registry.Reservation;

/** Everything that one write of a Service takes: its addresses and its ports. */
record ServiceReservation(ServiceClusterIps addresses, NodePortOperation ports)
    implements Reservation {

  @Override
  public void commit() {
    ports.commit();
    addresses.commit();
  }

  @Override
  public void rollBack() {
    ports.rollBack();
    addresses.rollBack();
  }
}
