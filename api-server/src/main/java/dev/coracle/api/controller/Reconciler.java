// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.ObjectKey;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings the cluster one step nearer to what one object asks for.
 *
 * <p>It is called again whenever something changed that may concern the key, after a growing delay
 * when it throws, and after the delay it returns.
 */
@FunctionalInterface
public interface Reconciler {

  /** Nothing more to do until something changes. */
  Optional<Duration> DONE = Optional.empty();

  Optional<Duration> reconcile(ObjectKey key);
}
