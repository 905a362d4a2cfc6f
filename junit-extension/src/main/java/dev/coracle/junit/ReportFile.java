// SPDX-License-Identifier: Apache-2.0

package dev.coracle.junit;

import dev.coracle.testing.ClusterReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the report of a failed test, beside the reports of the build: {@code
 * target/coracle-reports/CLASS.METHOD.txt}, or {@code build/coracle-reports} where Gradle builds.
 *
 * <p>The system property {@code coracle.reports} names another directory; {@code off} wants no
 * files.
 */
record ReportFile(String name, Optional<Path> directory) {

  private static final Logger logger = LoggerFactory.getLogger(ReportFile.class);
  private static final String PROPERTY = "coracle.reports";
  private static final Pattern INVOCATION = Pattern.compile("-invocation:#(\\d+)");

  /** The report of a test, or of what goes on around the tests of a class. */
  static ReportFile of(ExtensionContext context) {
    String type = context.getTestClass().map(Class::getName).orElse("tests");
    String method = context.getTestMethod().map(test -> "." + test.getName()).orElse("");
    return named(type + method + turn(context));
  }

  /** The report of what goes on before the tests of a class. */
  static ReportFile of(Class<?> testClass) {
    return named(testClass.getName());
  }

  private static ReportFile named(String name) {
    return new ReportFile(name, directory(System.getProperty(PROPERTY, "")));
  }

  /** Which one of a repeated or parameterized test it is. */
  private static String turn(ExtensionContext context) {
    Matcher turn = INVOCATION.matcher(context.getUniqueId());
    return turn.find() ? "." + turn.group(1) : "";
  }

  /** Writes it, and returns where it is; empty where there is no place for it. */
  Optional<Path> write(ClusterReport report) {
    return directory.flatMap(place -> write(place, report.toString()));
  }

  private Optional<Path> write(Path place, String report) {
    try {
      Files.createDirectories(place);
      return Optional.of(Files.writeString(place.resolve(name + ".txt"), report));
    } catch (IOException e) {
      logger.atDebug().addKeyValue("directory", place).setCause(e).log("no report file");
      return Optional.empty();
    }
  }

  private static Optional<Path> directory(String wanted) {
    if (wanted.equals("off")) {
      return Optional.empty();
    }
    return wanted.isEmpty() ? beside() : Optional.of(Path.of(wanted));
  }

  /** Surefire says where the module is; Gradle and IDEs run tests in it. */
  private static Optional<Path> beside() {
    Path module = Path.of(System.getProperty("basedir", ""));
    boolean gradle = System.getProperty("org.gradle.test.worker") != null;
    return Optional.of(module.resolve(gradle ? "build" : "target"))
        .filter(Files::isDirectory)
        .or(() -> Optional.of(module.resolve("build")).filter(Files::isDirectory))
        .map(output -> output.resolve("coracle-reports"));
  }
}
