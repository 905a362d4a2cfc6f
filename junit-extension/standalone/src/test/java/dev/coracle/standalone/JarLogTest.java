// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where lines go that the jar logs. */
class JarLogTest {

  private static final String OURS = "dev.coracle.standalone.JarLogTest";
  private static final String BUNDLED = "dev.coracle.shaded.org.eclipse.jetty.server.Server";

  @TempDir private Path directory;

  @Test
  void lineOfOurs_goesToTheLogOfTheUser() throws Exception {
    Path log = directory.resolve("log.txt");

    try (URLClassLoader loader = loaderWithSlf4j(log)) {
      log(loader, OURS, "warn", "probe failed");
      log(loader, OURS, "info", "started");
      log(loader, OURS, "debug", "a detail");
    }

    assertThat(log)
        .content()
        .containsSubsequence("WARN " + OURS + " - probe failed", "INFO " + OURS + " - started")
        .doesNotContain("a detail");
  }

  @Test
  void libraryThatStarts_isADetail() throws Exception {
    Path log = directory.resolve("log.txt");

    try (URLClassLoader loader = loaderWithSlf4j(log)) {
      log(loader, BUNDLED, "info", "started");
      log(loader, BUNDLED, "warn", "badly");
    }

    assertThat(log).content().contains("WARN " + BUNDLED + " - badly").doesNotContain("started");
  }

  @Test
  void lineOfOurs_goesToTheLogOfTheJdkWhereThereIsNoOther() throws Exception {
    Records records = new Records();
    Logger logger = Logger.getLogger(OURS + ".Alone");
    logger.setUseParentHandlers(false);
    logger.addHandler(records);

    try (URLClassLoader loader = loader(Jar.path())) {
      log(loader, logger.getName(), "warn", "probe failed");
      log(loader, logger.getName(), "debug", "a detail");
    }

    assertThat(records.lines).containsExactly(Level.WARNING + " probe failed");
  }

  /** A logger of the SLF4J inside the jar, called as its code calls it. */
  private static void log(ClassLoader loader, String name, String level, String line)
      throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Class<?> factory = loader.loadClass("dev.coracle.shaded.org.slf4j.LoggerFactory");
      Object logger = factory.getMethod("getLogger", String.class).invoke(null, name);
      Method method =
          loader
              .loadClass("dev.coracle.shaded.org.slf4j.Logger")
              .getMethod(level, String.class, Object.class);
      method.invoke(logger, line.replace("failed", "{}"), "failed");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private URLClassLoader loaderWithSlf4j(Path log) throws Exception {
    Files.write(
        directory.resolve("simplelogger.properties"),
        List.of(
            "org.slf4j.simpleLogger.logFile=" + log.toString().replace('\\', '/'),
            "org.slf4j.simpleLogger.log.dev.coracle=info"),
        UTF_8);
    Stream<Path> slf4j =
        Arrays.stream(System.getProperty("slf4j.jars").split(File.pathSeparator)).map(Path::of);
    return loader(Stream.concat(Stream.of(Jar.path(), directory), slf4j).toArray(Path[]::new));
  }

  private static URLClassLoader loader(Path... places) throws Exception {
    URL[] urls = new URL[places.length];
    for (int i = 0; i < places.length; i++) {
      urls[i] = places[i].toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** What was logged, by level and text. */
  private static final class Records extends Handler {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      lines.add(logged.getLevel() + " " + logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
