// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A class with a {@code main} that runs in this JVM, so that {@link System#exit} in it ends the JVM
 * of the test.
 *
 * <p>It has threads and arguments of its own: the container ends when {@code main} has returned and
 * no thread made by it is left but daemons, with 1 if it threw. Asked to stop, its threads are
 * interrupted and the container ends at once with 143, as a JVM without shutdown hooks does; what
 * it listens on by itself stays open until its threads end. Environment, system properties, static
 * state and {@link System#out} are the JVM's; a container with {@code env} or {@code command} has
 * an event that says so. {@link Programs#process} runs what needs them.
 */
public final class MainProgram implements ContainerProgram {

  private static final int TERMINATED = 143;

  private final Method main;
  private final List<String> args;
  private final PortVariables ports;

  private MainProgram(Method main, List<String> args, PortVariables ports) {
    this.main = main;
    this.args = List.copyOf(args);
    this.ports = ports;
  }

  static MainProgram of(Class<?> type, List<String> args) {
    return new MainProgram(mainOf(requireNonNull(type, "type")), args, PortVariables.NONE);
  }

  private static Method mainOf(Class<?> type) {
    try {
      Method main = type.getMethod("main", String[].class);
      if (Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class) {
        main.setAccessible(true);
        return main;
      }
    } catch (NoSuchMethodException e) {
      // Refused below, as one that is not static is.
    }
    throw new IllegalArgumentException(
        "class: " + type.getName() + " (expected: one with public static void main(String[]))");
  }

  /**
   * The same program, which listens for a port of the container where a variable says: {@code
   * $(variable)} in its arguments is the port, of 127.0.0.1, that it must listen on.
   *
   * <p>Where nothing of the kind is said, {@code $(PORT)} is that of the first TCP port that the
   * container declares, and {@code $(PORT_8080)} that of port 8080.
   */
  public MainProgram listeningOn(int containerPort, String variable) {
    return new MainProgram(
        main, args, ports.with(containerPort, variable, PortVariables.Meaning.HIDDEN_PORT));
  }

  @Override
  public void start(ContainerContext context) throws Exception {
    Map<String, String> variables = ports.bind(context);
    warnOfWhatIsNotHonoured(context);
    ProgramThreads threads = ProgramThreads.of(context);
    String[] words = words(context, variables).toArray(String[]::new);
    context.onTerminate(
        () -> {
          threads.interrupt();
          context.exit(TERMINATED);
        });
    threads.start(() -> run(words));
  }

  private java.util.function.IntSupplier run(String[] words) throws Throwable {
    Thread.currentThread().setContextClassLoader(main.getDeclaringClass().getClassLoader());
    try {
      main.invoke(null, (Object) words);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
    return () -> 0;
  }

  private List<String> words(ContainerContext context, Map<String, String> variables) {
    List<String> words = new ArrayList<>();
    args.forEach(word -> words.add(context.expand(word, variables)));
    words.addAll(context.args());
    words.replaceAll(context::onMachine);
    return words;
  }

  private void warnOfWhatIsNotHonoured(ContainerContext context) {
    TreeSet<String> unseen = new TreeSet<>(context.declaredEnv());
    unseen.removeIf(name -> isSeen(context, name));
    if (!unseen.isEmpty()) {
      warn(context, "env: " + String.join(", ", unseen) + " (expected: no env, or one");
    }
    if (!context.command().isEmpty()) {
      warn(context, "command: " + context.command() + " (expected: no command, or one");
    }
  }

  /** Whether the application sees a variable: as an argument, or because the JVM has it too. */
  private boolean isSeen(ContainerContext context, String name) {
    boolean named = args.stream().anyMatch(word -> word.contains("$(" + name + ")"));
    return named || context.env(name).equals(java.util.Optional.ofNullable(System.getenv(name)));
  }

  private void warn(ContainerContext context, String whatIsWrong) {
    context.warn(
        "NotHonoured",
        whatIsWrong
            + " that a process of its own can have; "
            + main.getDeclaringClass().getName()
            + " runs in the JVM of the test, and Programs.process(\"java\", …) runs it beside)");
  }
}
