// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** A way to the JDK's own log. */
record PlatformRoute(System.Logger logger) implements Route {

  static Route of(String name) {
    return new PlatformRoute(System.getLogger(name));
  }

  @Override
  public boolean isOpen(Level level) {
    return logger.isLoggable(platform(level));
  }

  @Override
  public void write(Level level, String line, @Nullable Throwable cause) {
    logger.log(platform(level), line, cause);
  }

  private static System.Logger.Level platform(Level level) {
    return switch (level) {
      case TRACE -> System.Logger.Level.TRACE;
      case DEBUG -> System.Logger.Level.DEBUG;
      case INFO -> System.Logger.Level.INFO;
      case WARN -> System.Logger.Level.WARNING;
      case ERROR -> System.Logger.Level.ERROR;
    };
  }
}
