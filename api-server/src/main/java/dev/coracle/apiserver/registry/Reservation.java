// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.registry;

/** What a write has taken for itself before it is stored. Exactly one of the two ends it. */
public interface Reservation {

  /** Nothing taken. */
  Reservation NONE =
      new Reservation() {
        @Override
        public void commit() {}

        @Override
        public void rollBack() {}
      };

  /** The write was stored: keep what is new, release what it no longer needs. */
  void commit();

  /** The write failed: give everything back. */
  void rollBack();
}
