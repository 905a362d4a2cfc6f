// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import static java.util.Objects.requireNonNull;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import java.util.List;
import java.util.function.Supplier;

/** Makers of programs that are Micronaut applications, to be imported statically. */
public final class MicronautPrograms {

  private MicronautPrograms() {}

  /**
   * Runs an application in this JVM, one {@link ApplicationContext} for each Pod; what is static in
   * it is shared by all of them.
   *
   * @param application the class that the application's {@code main} gives to {@code Micronaut};
   *     its {@code main} itself is not called
   * @param args what the application is given before the container's own {@code args}
   */
  public static MicronautProgram micronaut(Class<?> application, String... args) {
    requireNonNull(application, "application");
    return micronaut(() -> builder(application), args);
  }

  private static ApplicationContextBuilder builder(Class<?> application) {
    return ApplicationContext.builder()
        .mainClass(application)
        .classLoader(application.getClassLoader())
        .packages(application.getPackageName());
  }

  /** Runs what a function makes for each start of a container, where {@code main} sets things. */
  public static MicronautProgram micronaut(
      Supplier<? extends ApplicationContextBuilder> application, String... args) {
    return new MicronautProgram(
        requireNonNull(application, "application")::get, List.of(args), List.of());
  }
}
