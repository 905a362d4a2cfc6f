// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.process.ContainerExec;
import dev.coracle.kubelet.stream.ExecStreams;
import dev.coracle.kubelet.thread.CountedThreads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Runs the commands of probes and hooks in a container. Started on the node's loop. */
final class CommandHandler {

  private static final int MOST_OUTPUT = 10 << 10;

  private CommandHandler() {}

  static void run(
      ContainerOwner pod,
      ContainerRun run,
      JsonNode action,
      String what,
      Duration timeout,
      Consumer<ProbeResult> done) {
    List<String> command = action.path("command").valueStream().map(n -> n.asString("")).toList();
    CountedThreads threads = CountedThreads.probed(pod.node().time(), pod.node().loop(), what);
    ContainerExec exec = new ContainerExec(run.context, run.image.executables(), threads);
    StandInProbes standIn = StandInProbes.of(run, pod.node().options());
    String timedOut =
        "command timed out: \"%s\" timed out after %s"
            .formatted(String.join(" ", command), RuntimeText.duration(timeout));
    HandlerRun.start(
        pod.node().time(),
        pod.node().loop(),
        threads,
        what,
        timeout,
        ProbeResult.failure(timedOut),
        opened -> result(exec, command, threads, standIn),
        result -> {
          exec.kill();
          done.accept(result);
        });
  }

  private static ProbeResult result(
      ContainerExec exec, List<String> command, CountedThreads threads, StandInProbes standIn) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(output, true, StandardCharsets.UTF_8);
    int[] code = {0};
    try {
      threads.run(() -> code[0] = exec.run(command, ExecStreams.of(both, both)));
    } catch (ContainerExec.NoSuchProgram e) {
      return ProbeResult.failure(
          standIn.isOne() ? standIn.lacks(command.get(0)) : String.valueOf(e.getMessage()));
    }
    String text = output.toString(StandardCharsets.UTF_8);
    String cut = text.length() > MOST_OUTPUT ? text.substring(0, MOST_OUTPUT) : text;
    return code[0] == 0
        ? ProbeResult.success(cut)
        : ProbeResult.failure(cut.isEmpty() ? "command exited with " + code[0] : cut);
  }
}
