// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import dev.coracle.api.time.Time;
import dev.coracle.program.ContainerContext;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.EmbeddedApplication;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** One run of an application in a container, from the start of its context to the end. */
final class ApplicationRun {

  private static final int TERMINATED = 143;

  /** How long virtual time waits for a start that does not come to its end. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ContainerContext container;
  private final Supplier<ApplicationContextBuilder> application;
  private final List<String> args;
  private final PodPorts ports;
  private Optional<ApplicationContext> made = Optional.empty();
  private boolean closed;

  ApplicationRun(
      ContainerContext container,
      Supplier<ApplicationContextBuilder> application,
      List<String> args,
      PodPorts ports) {
    this.container = container;
    this.application = application;
    this.args = List.copyOf(args);
    this.ports = ports;
  }

  /** Starts the application; its threads keep it alive, as its event loops do a server. */
  IntSupplier run() throws IOException {
    String what = "start of Micronaut in " + container.pod().name();
    Time.Hold starting = container.time().hold(what, PATIENCE);
    try (starting) {
      ApplicationContext context = build();
      Environment environment = context.getEnvironment().start();
      ports.take(container, environment);
      context.start();
      if (keep(context)) {
        embedded(context).ifPresent(EmbeddedApplication::start);
      }
    }
    return () -> {
      close();
      return 0;
    };
  }

  private ApplicationContext build() {
    ApplicationContextBuilder builder =
        application
            .get()
            .args(args.toArray(String[]::new))
            .propertySources(
                PodPropertySource.environment(container), PodPropertySource.system(container));
    ApplicationContext context = builder.build();
    Thread.currentThread().setContextClassLoader(context.getClassLoader());
    return context;
  }

  @SuppressWarnings("unchecked")
  private static Optional<? extends EmbeddedApplication<?>> embedded(ApplicationContext context) {
    return (Optional<? extends EmbeddedApplication<?>>)
        (Optional<?>) context.findBean(EmbeddedApplication.class);
  }

  /** Keeps the context to close it, unless the container has ended meanwhile. */
  private boolean keep(ApplicationContext context) {
    synchronized (this) {
      if (!closed) {
        made = Optional.of(context);
        return true;
      }
    }
    context.close();
    return false;
  }

  /** Answers the stop signal as Micronaut's own shutdown hook does. */
  void shutDown() {
    close();
    container.exit(TERMINATED);
  }

  /** Stops the application, and frees all it has; once. */
  void close() {
    Optional<ApplicationContext> context;
    synchronized (this) {
      closed = true;
      context = made;
      made = Optional.empty();
    }
    context.flatMap(ApplicationRun::embedded).ifPresent(EmbeddedApplication::stop);
    context.ifPresent(ApplicationContext::close);
  }
}
