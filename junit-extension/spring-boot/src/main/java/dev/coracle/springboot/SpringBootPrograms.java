// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;

/** Makers of programs that are Spring Boot applications, to be imported statically. */
public final class SpringBootPrograms {

  private SpringBootPrograms() {}

  /**
   * Runs an application in this JVM, one {@link SpringApplication} for each Pod; what is static in
   * it is shared by all of them.
   *
   * @param application the class that the application's {@code main} gives to {@link
   *     SpringApplication}; its {@code main} itself is not called
   * @param args what the application is given before the container's own {@code args}
   */
  public static SpringBootProgram springBoot(Class<?> application, String... args) {
    requireNonNull(application, "application");
    return springBoot(() -> of(application), args);
  }

  private static SpringApplication of(Class<?> application) {
    SpringApplication made = new SpringApplication(application);
    // Boot takes it from the stack, on which there is none.
    made.setMainApplicationClass(application);
    return made;
  }

  /** Runs what a function makes for each start of a container, where {@code main} sets things. */
  public static SpringBootProgram springBoot(
      Supplier<SpringApplication> application, String... args) {
    return new SpringBootProgram(
        requireNonNull(application, "application"), List.of(args), List.of());
  }
}
