// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import dev.coracle.api.time.Time;
import dev.coracle.program.ContainerContext;
import dev.coracle.program.ProgramThreads;
import dev.coracle.springboot.SpringBootProgram.PortProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** One run of an application in a container, from the start of its context to the end. */
final class ApplicationRun {

  private static final int TERMINATED = 143;

  /** How long virtual time waits for a start that does not come to its end. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ContainerContext container;
  private final ProgramThreads threads;
  private final Supplier<SpringApplication> application;
  private final List<String> args;
  private final List<PortProperty> ports;
  private final SharedLogging logging = new SharedLogging();
  private Optional<ConfigurableApplicationContext> started = Optional.empty();
  private boolean abandoned;
  private volatile int exitCode;

  ApplicationRun(
      ContainerContext container,
      ProgramThreads threads,
      Supplier<SpringApplication> application,
      List<String> args,
      List<PortProperty> ports) {
    this.container = container;
    this.threads = threads;
    this.application = application;
    this.args = List.copyOf(args);
    this.ports = List.copyOf(ports);
  }

  /** Starts the application; what tells its exit code when it has ended by itself. */
  IntSupplier run() {
    String what = "start of Spring Boot in " + container.pod().name();
    Time.Hold starting = container.time().hold(what, PATIENCE);
    try (starting) {
      SpringApplication spring = application.get();
      Thread.currentThread().setContextClassLoader(spring.getClassLoader());
      if (!begun(prepared(spring).run(args.toArray(String[]::new)))) {
        return () -> TERMINATED;
      }
    } catch (Throwable e) {
      threads.uncaughtException(Thread.currentThread(), e);
      return () -> codeOf(e);
    } finally {
      logging.letOthersStart();
    }
    return this::codeOfContext;
  }

  private SpringApplication prepared(SpringApplication spring) {
    spring.setRegisterShutdownHook(false);
    List<ApplicationListener<?>> listeners = new ArrayList<>(spring.getListeners());
    boolean logs = listeners.removeIf(LoggingApplicationListener.class::isInstance);
    spring.setListeners(listeners);
    if (logs) {
      spring.addListeners(logging);
    }
    spring.addListeners(
        new PodEnvironment(container),
        new PodPorts(container, ports),
        (ApplicationListener<ExitCodeEvent>) event -> exitCode = event.getExitCode());
    spring.addInitializers(new OwnResources());
    return spring;
  }

  /** Keeps the context to close it, unless the container has ended meanwhile. */
  private boolean begun(ConfigurableApplicationContext context) {
    synchronized (this) {
      if (!abandoned) {
        started = Optional.of(context);
        return true;
      }
    }
    context.close();
    return false;
  }

  private synchronized Optional<ConfigurableApplicationContext> started() {
    return started;
  }

  /** The first that an exception or one of its causes says. */
  private static int codeOf(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ExitCodeGenerator generator && generator.getExitCode() != 0) {
        return generator.getExitCode();
      }
    }
    return 1;
  }

  /** Closes the context, unless it has been; what its generators say, or whoever closed it. */
  private int codeOfContext() {
    started()
        .filter(ConfigurableApplicationContext::isActive)
        .ifPresent(context -> exitCode = SpringApplication.exit(context));
    return exitCode;
  }

  /** Answers the stop signal as Spring's own shutdown hook does. */
  void shutDown() {
    int code = codeOfContext();
    container.exit(code == 0 ? TERMINATED : code);
  }

  /** Frees what a killed application would have freed by its death. */
  void abandon() {
    synchronized (this) {
      abandoned = true;
    }
    started()
        .filter(ConfigurableApplicationContext::isActive)
        .ifPresent(context -> container.time().spawn(threads, "kill", context::close));
  }
}
