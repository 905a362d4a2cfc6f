// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import static dev.coracle.api.ResourceType.PODS;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.Patch;
import dev.coracle.api.controller.Informer;
import dev.coracle.api.model.Pod;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kubelet of all nodes that runs nothing: bound Pods become Running, and Ready unless their image
 * is broken; deleted ones go. Each after a delay, which is zero unless told.
 */
public final class TestKubelet implements AutoCloseable {

  private final KubeClient client;
  private final Loop loop;
  private final Informer pods;
  private final Map<String, String> ips = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private volatile Duration readyAfter = Duration.ZERO;
  private volatile Duration goneAfter = Duration.ZERO;

  public TestKubelet(KubeClient client, Time time) {
    this.client = client;
    this.loop = time.loop("test kubelet");
    this.pods = Informer.of(client, PODS, loop).onChange(this::changed);
  }

  public void start() {
    pods.start();
  }

  public TestKubelet readyAfter(Duration delay) {
    readyAfter = delay;
    return this;
  }

  public TestKubelet goneAfter(Duration delay) {
    goneAfter = delay;
    return this;
  }

  /** Pods of that image run, but are never ready. */
  public TestKubelet breaks(String image) {
    broken.add(image);
    return this;
  }

  private void changed(Optional<KubeObject> before, Optional<KubeObject> after) {
    if (after.isEmpty() || !new Pod(after.get()).isScheduled()) {
      return;
    }
    KubeObject pod = after.get();
    boolean wasDeleting = before.filter(KubeObject::isDeleting).isPresent();
    boolean wasBound = before.filter(p -> new Pod(p).isScheduled()).isPresent();
    if (pod.isDeleting()) {
      if (!wasDeleting) {
        later(
            goneAfter, () -> client.delete(PODS, pod.key(), DeleteOptions.NOW.onlyUid(pod.uid())));
      }
    } else if (!wasBound) {
      report(pod, false);
      if (!isBroken(pod)) {
        later(readyAfter, () -> report(pod, true));
      }
    }
  }

  private boolean isBroken(KubeObject pod) {
    return new Pod(pod).spec().containers().stream().anyMatch(c -> broken.contains(c.image()));
  }

  private void later(Duration delay, Runnable task) {
    if (delay.isZero()) {
      ignoringGone(task);
    } else {
      loop.schedule(delay, "pod", () -> ignoringGone(task));
    }
  }

  private static void ignoringGone(Runnable task) {
    try {
      task.run();
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /** Says that a Pod runs, and whether it is ready. */
  public void report(KubeObject pod, boolean ready) {
    client.patchStatus(
        PODS,
        pod.key(),
        Patch.strategic(
            body -> {
              body.putObject("metadata").put("uid", pod.uid());
              ObjectNode status = body.putObject("status").put("phase", "Running");
              String ip = ipOf(pod);
              status.put("podIP", ip).putArray("podIPs").addObject().put("ip", ip);
              ObjectNode condition = status.putArray("conditions").addObject();
              condition.put("type", "Ready").put("status", ready ? "True" : "False");
              condition.put(
                  "lastTransitionTime", loop.now().truncatedTo(ChronoUnit.SECONDS).toString());
            }));
  }

  private String ipOf(KubeObject pod) {
    return ips.computeIfAbsent(pod.uid(), uid -> "10.244.0." + (ips.size() + 1));
  }

  @Override
  public void close() {
    loop.close();
    pods.close();
  }
}
