// SPDX-License-Identifier: Apache-2.0

package dev.coracle.micronaut;

import static java.util.Objects.requireNonNull;

import dev.coracle.program.ContainerContext;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.ProgramThreads;
import io.micronaut.context.ApplicationContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A Micronaut application that is a container's program, in this JVM.
 *
 * <p><b>Its own</b> are its context and its threads. Its {@code Environment} knows the container's
 * environment and no system properties of the JVM but those of Java itself; {@code -D} options in
 * {@code JAVA_TOOL_OPTIONS} and {@code JDK_JAVA_OPTIONS} are its system properties.
 *
 * <p><b>Where it listens.</b> {@code micronaut.server.port}, {@code micronaut.server.ssl.port} and
 * {@code endpoints.all.port}, wherever they are set, are the Pod's ports; the servers themselves
 * listen on others, of 127.0.0.1, which only the cluster knows.
 *
 * <p><b>Files.</b> It opens those of the machine; where its arguments and environment name what is
 * mounted in the container, as {@code MICRONAUT_CONFIG_FILES} may, they name a copy of it.
 *
 * <p><b>Its log</b> is what its threads write to {@link System#out}, as loggers of the console do.
 *
 * <p><b>Its end.</b> SIGTERM stops the application and closes its context, within the grace period;
 * then the container ends with 143 as a JVM does. A command-line application ends it with 0 when
 * nothing of it runs any more. One that does not start ends it with 1, and the reason is in the
 * log.
 *
 * <p><b>Shared</b> are static fields, system properties and {@code System.getenv()} for whoever
 * reads them past the {@code Environment}, the schedulers of Reactor, and {@link System#exit},
 * which ends the JVM of the test.
 */
public final class MicronautProgram implements ContainerProgram {

  private final Supplier<ApplicationContextBuilder> application;
  private final List<String> args;
  private final List<PortProperty> ports;

  /** A port of the container, and the property that says where to listen for it. */
  record PortProperty(int port, String name) {}

  MicronautProgram(
      Supplier<ApplicationContextBuilder> application,
      List<String> args,
      List<PortProperty> ports) {
    this.application = application;
    this.args = List.copyOf(args);
    this.ports = List.copyOf(ports);
  }

  /**
   * The same program with one more server, whose port is a property such as {@code
   * grpc.server.port}: the property becomes the one that it must listen on, on 127.0.0.1.
   */
  public MicronautProgram listeningOn(int containerPort, String property) {
    List<PortProperty> more = new ArrayList<>(ports);
    more.add(new PortProperty(containerPort, requireNonNull(property, "property")));
    return new MicronautProgram(application, args, more);
  }

  @Override
  public void start(ContainerContext context) {
    ProgramThreads threads = ProgramThreads.of(context).sortingOutput();
    List<String> words = new ArrayList<>(args);
    words.addAll(context.args());
    words.replaceAll(context::onMachine);
    ApplicationRun run = new ApplicationRun(context, application, words, new PodPorts(ports));
    context.closeAtEnd(() -> context.time().spawn(threads, "kill", run::close));
    context.onTerminate(() -> threads.spawn("shutdown", run::shutDown));
    threads.start(run::run);
  }
}
