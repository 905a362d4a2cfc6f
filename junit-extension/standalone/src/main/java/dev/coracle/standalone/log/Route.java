// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The way that the lines of one logger take. */
interface Route {

  boolean isOpen(Level level);

  void write(Level level, String line, @Nullable Throwable cause);
}
