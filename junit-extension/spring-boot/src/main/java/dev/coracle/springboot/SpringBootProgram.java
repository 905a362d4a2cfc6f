// SPDX-License-Identifier: Apache-2.0

package dev.coracle.springboot;

import static java.util.Objects.requireNonNull;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.ProgramThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;

/**
 * A Spring Boot application that is a container's program, in this JVM.
 *
 * <p><b>Its own</b> are its context and its threads. Its {@code Environment} knows the container's
 * environment and no system properties of the JVM but those of Java itself; {@code -D} options in
 * {@code JAVA_TOOL_OPTIONS} and {@code JDK_JAVA_OPTIONS} are its system properties.
 *
 * <p><b>Where it listens.</b> {@code server.port} and {@code management.server.port}, wherever they
 * are set, are the Pod's ports; the servers themselves listen on others, of 127.0.0.1, which only
 * the cluster knows.
 *
 * <p><b>Files.</b> It opens those of the machine; where its arguments and environment name what is
 * mounted in the container, as {@code SPRING_CONFIG_ADDITIONAL_LOCATION} may, they name a copy of
 * it.
 *
 * <p><b>Its log</b> is what its threads write to {@link System#out}, as loggers of the console do.
 * The first application sets the JVM's logging up; it is not set up again by others, and not
 * cleaned up.
 *
 * <p><b>Its end.</b> SIGTERM closes the context, within the grace period; then the container ends
 * with 143 as a JVM does, or with what the context's {@code ExitCodeGenerator}s say. An application
 * that ends by itself ends the container with what they say. One that does not start ends it with
 * 1, and the reason is in the log.
 *
 * <p><b>Shared</b> are static fields, system properties and {@code System.getenv()} for whoever
 * reads them past the {@code Environment}, and {@link System#exit}, which ends the JVM of the test.
 */
public final class SpringBootProgram implements ContainerProgram {

  private final Supplier<SpringApplication> application;
  private final List<String> args;
  private final List<PortProperty> ports;

  /** A port of the container, and the property that says where to listen for it. */
  record PortProperty(int port, String name) {}

  SpringBootProgram(
      Supplier<SpringApplication> application, List<String> args, List<PortProperty> ports) {
    this.application = application;
    this.args = List.copyOf(args);
    this.ports = List.copyOf(ports);
  }

  /**
   * The same program with one more server, whose port is a property such as {@code
   * spring.grpc.server.port}: the property becomes the one that it must listen on, on 127.0.0.1.
   */
  public SpringBootProgram listeningOn(int containerPort, String property) {
    List<PortProperty> more = new ArrayList<>(ports);
    more.add(new PortProperty(containerPort, requireNonNull(property, "property")));
    return new SpringBootProgram(application, args, more);
  }

  @Override
  public void start(ContainerContext context) {
    ProgramThreads threads = ProgramThreads.of(context).sortingOutput();
    List<String> words = new ArrayList<>(args);
    words.addAll(context.args());
    words.replaceAll(context::onMachine);
    ApplicationRun run = new ApplicationRun(context, threads, application, words, ports);
    context.closeAtEnd(run::abandon);
    context.onTerminate(() -> threads.spawn("SpringApplicationShutdownHook", run::shutDown));
    threads.start(run::run);
  }
}
