// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * A logger of ours or of a library inside the jar.
 *
 * <p>What such a library finds worth an INFO, that a server of it started, is a detail of ours and
 * goes to DEBUG: a passing test is quiet.
 */
final class RoutedLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  private final transient Route route;
  private final Level info;

  RoutedLogger(String name, Route route, Level info) {
    this.name = name;
    this.route = route;
    this.info = info;
  }

  @Override
  public boolean isTraceEnabled() {
    return route.isOpen(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return route.isOpen(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return route.isOpen(info);
  }

  @Override
  public boolean isWarnEnabled() {
    return route.isOpen(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return route.isOpen(Level.ERROR);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return RoutedLogger.class.getName();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    String line = MessageFormatter.basicArrayFormat(pattern, arguments);
    route.write(
        level == Level.INFO ? info : level, Optional.ofNullable(line).orElse("null"), cause);
  }
}
