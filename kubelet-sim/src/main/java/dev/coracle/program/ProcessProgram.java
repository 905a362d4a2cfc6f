// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.util.Objects.requireNonNull;

import dev.coracle.program.PortVariables.Meaning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real process of this machine, which is a container's program: it has the container's
 * environment, its output is the log, its exit code the container's, and SIGTERM and SIGKILL reach
 * it.
 *
 * <p><b>Where it listens.</b> The Pod's address and port are the cluster's; the process listens on
 * a port of 127.0.0.1 that a variable carries ({@link #listeningOn}), or binds the Pod's address
 * itself ({@link #bindingPodAddress}). Variables are in its environment, and {@code $(NAME)} in its
 * words.
 *
 * <p><b>How it calls.</b> It is told of a proxy whose connections are the Pod's, by {@code
 * http_proxy}, {@code all_proxy} and the like, and a JVM by system properties: so names of Services
 * work and policies count. On plan {@code LOOPBACK} a JVM also has them in a hosts file, for
 * clients that know no proxy; as with every hosts file of a JVM, other names do not resolve then.
 * See {@link #withoutNames}.
 *
 * <p><b>When it ends.</b> With the container its descendants end too, and with this JVM all of
 * them. It lives by the real clock: virtual time is settled when it has done nothing for two
 * seconds.
 *
 * <p><b>Files.</b> It sees those of the machine. Where its arguments and the container's
 * environment name what is mounted, such as {@code --config=/etc/app/app.yaml}, they name a copy of
 * it instead. The Pod's {@code command} names a program of an image that is not there, and is not
 * run ({@link #runningPodCommand} does), which an event says.
 */
public final class ProcessProgram implements ContainerProgram {

  private final List<String> words;
  private final Map<String, String> env;
  private final PortVariables ports;
  private final Optional<Path> directory;
  private final boolean names;
  private final boolean podCommand;

  private ProcessProgram(
      List<String> words,
      Map<String, String> env,
      PortVariables ports,
      Optional<Path> directory,
      boolean names,
      boolean podCommand) {
    this.words = List.copyOf(words);
    this.env = Map.copyOf(env);
    this.ports = ports;
    this.directory = directory;
    this.names = names;
    this.podCommand = podCommand;
  }

  static ProcessProgram of(List<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException("command: empty (expected: a program and its arguments)");
    }
    return new ProcessProgram(words, Map.of(), PortVariables.NONE, Optional.empty(), true, false);
  }

  /**
   * The same program, which listens for a port of the container where a variable says, on
   * 127.0.0.1.
   *
   * <p>Where nothing of the kind is said, {@code PORT} is that of the first TCP port that the
   * container declares, and {@code PORT_8080} that of port 8080.
   */
  public ProcessProgram listeningOn(int containerPort, String portVariable) {
    return with(ports.with(containerPort, portVariable, Meaning.HIDDEN_PORT));
  }

  /** The same program, which is also told by a variable to bind 127.0.0.1. */
  public ProcessProgram listeningOn(
      int containerPort, String portVariable, String addressVariable) {
    return with(
        ports
            .with(containerPort, portVariable, Meaning.HIDDEN_PORT)
            .with(containerPort, addressVariable, Meaning.HIDDEN_ADDRESS));
  }

  /**
   * The same program, which binds the Pod's address, as a variable has it, and a port of the
   * container itself; on plan {@code LOOPBACK} only.
   */
  public ProcessProgram bindingPodAddress(int containerPort, String addressVariable) {
    return with(ports.with(containerPort, addressVariable, Meaning.POD_ADDRESS));
  }

  private ProcessProgram with(PortVariables others) {
    return new ProcessProgram(words, env, others, directory, names, podCommand);
  }

  /** The same program with a variable as an image sets it: the Pod's own counts more. */
  public ProcessProgram env(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(env);
    more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
    return new ProcessProgram(words, more, ports, directory, names, podCommand);
  }

  /** The same program, run in a directory of this machine; without, in that of this JVM. */
  public ProcessProgram in(Path workingDirectory) {
    return new ProcessProgram(words, env, ports, Optional.of(workingDirectory), names, podCommand);
  }

  /**
   * The same program, which is told of no proxy and no hosts file: it looks names up as the machine
   * does, and knows no Service by its name.
   */
  public ProcessProgram withoutNames() {
    return new ProcessProgram(words, env, ports, directory, false, podCommand);
  }

  /**
   * The same program, for which the Pod's {@code command} is run on this machine where it has one.
   */
  public ProcessProgram runningPodCommand() {
    return new ProcessProgram(words, env, ports, directory, names, true);
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    Map<String, String> variables = new LinkedHashMap<>(env);
    variables.keySet().removeAll(context.declaredEnv());
    variables.replaceAll((name, value) -> context.expand(value, Map.of()));
    variables.putAll(ports.bind(context));
    warnOfWhatIsNotHonoured(context);
    ProcessLaunch launch = new ProcessLaunch(context, variables);
    if (names) {
      launch.tellNames();
    }
    RunningProcess.start(context, launch.start(command(context, variables), directory));
  }

  private List<String> command(ContainerContext context, Map<String, String> variables) {
    List<String> command = new ArrayList<>();
    if (podCommand && !context.command().isEmpty()) {
      command.addAll(context.command());
    } else {
      words.forEach(word -> command.add(context.expand(word, variables)));
    }
    command.addAll(context.args());
    command.replaceAll(context::onMachine);
    return command;
  }

  private void warnOfWhatIsNotHonoured(ContainerContext context) {
    if (!podCommand && !context.command().isEmpty()) {
      context.warn(
          "NotHonoured",
          "command: "
              + context.command()
              + " (expected: none, since "
              + words
              + " stands for the image; process(…).runningPodCommand() runs it on this machine)");
    }
    if (directory.isEmpty() && !context.workingDirectory().isEmpty()) {
      context.warn(
          "NotHonoured",
          "workingDir: "
              + context.workingDirectory()
              + " (expected: none, since the process runs on this machine; process(…).in(directory)"
              + " says where)");
    }
  }
}
