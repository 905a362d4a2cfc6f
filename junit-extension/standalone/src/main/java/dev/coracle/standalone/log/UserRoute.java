// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log;

import dev.coracle.standalone.log.slf4j.Logger;
import dev.coracle.standalone.log.slf4j.LoggerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A way to the user's SLF4J. */
record UserRoute(Logger logger) implements Route {

  /**
   * The way of a logger.
   *
   * @throws NoClassDefFoundError where the user has no SLF4J
   */
  static Route of(String name) {
    return new UserRoute(LoggerFactory.getLogger(name));
  }

  @Override
  public boolean isOpen(Level level) {
    return switch (level) {
      case TRACE -> logger.isTraceEnabled();
      case DEBUG -> logger.isDebugEnabled();
      case INFO -> logger.isInfoEnabled();
      case WARN -> logger.isWarnEnabled();
      case ERROR -> logger.isErrorEnabled();
    };
  }

  @Override
  public void write(Level level, String line, @Nullable Throwable cause) {
    switch (level) {
      case TRACE -> logger.trace(line, cause);
      case DEBUG -> logger.debug(line, cause);
      case INFO -> logger.info(line, cause);
      case WARN -> logger.warn(line, cause);
      case ERROR -> logger.error(line, cause);
    }
  }
}
