// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.util.Optional;

/**
 * A cursor over the changes of one kind. It is read by one thread at a time and never blocks:
 * whoever opened it gave a wake-up that is called after {@link #poll} answered empty and more came.
 */
public interface Watch extends AutoCloseable {

  /** The next event, or empty where there is none now. */
  Optional<WatchEvent> poll();

  /** Whether events may still come; a watch ends by an ERROR event, a time limit or close. */
  boolean isOpen();

  @Override
  void close();
}
