// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Runs the lifecycle hooks of containers. Runs on the node's loop. */
final class Hooks {

  private static final String USER_AGENT = "kube-lifecycle/1.36";
  private static final Duration LONGEST = Duration.ofHours(1);

  private Hooks() {}

  static void postStart(ContainerOwner pod, ContainerRunner runner, ContainerRun run) {
    run(
        pod,
        runner,
        run,
        "postStart",
        LONGEST,
        result -> {
          if (result.outcome() == ProbeResult.Outcome.SUCCESS) {
            runner.beginProbes(run);
          } else {
            pod.warning(runner.spec(), "FailedPostStartHook", "PostStartHook failed");
            runner.stop(pod.grace(), "FailedPostStartHook");
          }
        });
  }

  static void preStop(
      ContainerOwner pod, ContainerRunner runner, ContainerRun run, Duration grace) {
    run(
        pod,
        runner,
        run,
        "preStop",
        pod.node().time().limit(grace),
        result -> {
          if (result.outcome() != ProbeResult.Outcome.SUCCESS) {
            pod.warning(runner.spec(), "FailedPreStopHook", "PreStopHook failed");
          }
          run.stop.signalAfterHook();
        });
  }

  private static void run(
      ContainerOwner pod,
      ContainerRunner runner,
      ContainerRun run,
      String name,
      Duration limit,
      Consumer<ProbeResult> done) {
    JsonNode hook = runner.spec().hook(name).orElseGet(Json::object);
    String what = name + " hook of container " + runner.spec().name() + " of " + pod.key();
    if (hook.has("sleep")) {
      Duration wanted = Duration.ofSeconds(hook.path("sleep").path("seconds").asLong(0));
      Duration bounded = wanted.compareTo(limit) < 0 ? wanted : limit;
      Runnable over = () -> done.accept(ProbeResult.success(""));
      if (bounded.isZero()) {
        pod.node().loop().execute(over);
      } else {
        pod.node().loop().schedule(bounded, what, over);
      }
    } else if (hook.has("exec")) {
      CommandHandler.run(pod, run, hook.path("exec"), what, limit, done);
    } else {
      overNetwork(pod, runner, hook, what, limit, done);
    }
  }

  private static void overNetwork(
      ContainerOwner pod,
      ContainerRunner runner,
      JsonNode hook,
      String what,
      Duration limit,
      Consumer<ProbeResult> done) {
    NetworkHandlers handlers = pod.handlers(runner.spec());
    HandlerRun.start(
        pod.node().time(),
        pod.node().loop(),
        pod.serving(),
        what,
        limit,
        ProbeResult.failure("timed out"),
        opened ->
            hook.has("httpGet")
                ? handlers.httpGet(hook.get("httpGet"), USER_AGENT, limit, opened)
                : handlers.tcpSocket(hook.path("tcpSocket"), limit, opened),
        done);
  }
}
