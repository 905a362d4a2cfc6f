// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The loggers of the jar by their names, and the kind of way that their lines take. */
final class RoutedLoggers implements ILoggerFactory {

  /** What the names of the libraries in the jar begin with; the pom says so. */
  private static final String BUNDLED = "dev.coracle.shaded.";

  private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
  private final Function<String, Route> routes;

  private RoutedLoggers(Function<String, Route> routes) {
    this.routes = routes;
  }

  /** Loggers that write to the user's SLF4J, or to the JDK's log where there is none. */
  static RoutedLoggers find() {
    try {
      UserRoute.of(RoutedLoggers.class.getName());
      return new RoutedLoggers(UserRoute::of);
    } catch (NoClassDefFoundError e) {
      return new RoutedLoggers(PlatformRoute::of);
    }
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, this::logger);
  }

  private Logger logger(String name) {
    Level info = name.startsWith(BUNDLED) ? Level.DEBUG : Level.INFO;
    return new RoutedLogger(name, routes.apply(name), info);
  }
}
