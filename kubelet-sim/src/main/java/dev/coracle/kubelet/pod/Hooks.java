// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.Json;
import dev.coracle.kubelet.spec.ContainerSpec;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Runs the lifecycle hooks of containers. Runs on the node's loop. */
final class Hooks {

  private static final String USER_AGENT = "kube-lifecycle/1.36";
  private static final Duration LONGEST = Duration.ofHours(1);

  private Hooks() {}

  /**
   * Runs the hook after a start.
   *
   * @param done told whether it succeeded
   */
  static void postStart(
      ContainerOwner pod, ContainerSpec container, ContainerRun run, Consumer<Boolean> done) {
    run(
        pod,
        container,
        run,
        "postStart",
        LONGEST,
        result -> {
          boolean succeeded = result.outcome() == ProbeResult.Outcome.SUCCESS;
          if (!succeeded) {
            pod.warning(container, "FailedPostStartHook", "PostStartHook failed");
          }
          done.accept(succeeded);
        });
  }

  /** Runs the hook before a stop, which goes on whatever comes of it. */
  static void preStop(
      ContainerOwner pod,
      ContainerSpec container,
      ContainerRun run,
      Duration grace,
      Runnable done) {
    run(
        pod,
        container,
        run,
        "preStop",
        pod.node().time().limit(grace),
        result -> {
          if (result.outcome() != ProbeResult.Outcome.SUCCESS) {
            pod.warning(container, "FailedPreStopHook", "PreStopHook failed");
          }
          done.run();
        });
  }

  private static void run(
      ContainerOwner pod,
      ContainerSpec container,
      ContainerRun run,
      String name,
      Duration limit,
      Consumer<ProbeResult> done) {
    JsonNode hook = container.hook(name).orElseGet(Json::object);
    String what = name + " hook of container " + container.name() + " of " + pod.key();
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
      overNetwork(pod, container, hook, what, limit, done);
    }
  }

  private static void overNetwork(
      ContainerOwner pod,
      ContainerSpec container,
      JsonNode hook,
      String what,
      Duration limit,
      Consumer<ProbeResult> done) {
    NetworkHandlers handlers = pod.handlers(container);
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
