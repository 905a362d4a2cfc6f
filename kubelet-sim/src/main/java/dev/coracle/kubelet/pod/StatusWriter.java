// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.pod;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Loop;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what became of a node's Pods to the API: the newest status of each, so that a status that
 * changes faster than it can be written is written once.
 *
 * <p>Runs on a loop of its own, so that a slow API server does not keep Pods from starting.
 */
public final class StatusWriter {

  private static final Logger logger = LoggerFactory.getLogger(StatusWriter.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int CONFLICTS = 5;

  private final KubeClient client;
  private final Loop loop;
  private final Map<String, Pending> waiting = new ConcurrentHashMap<>();

  private record Pending(PodSnapshot pod, boolean remove) {}

  public StatusWriter(KubeClient client, Loop loop) {
    this.client = client;
    this.loop = loop;
  }

  /** Has a Pod's status written soon; called on any thread, in order for each Pod. */
  void write(PodSnapshot pod) {
    put(new Pending(pod, false));
  }

  /** Has the last status of a deleted Pod written, and then the Pod removed. */
  void writeAndRemove(PodSnapshot pod) {
    put(new Pending(pod, true));
  }

  private void put(Pending pending) {
    String uid = pending.pod.pod().object().uid();
    if (waiting.put(uid, pending) == null) {
      loop.execute(() -> flush(uid));
    }
  }

  private void flush(String uid) {
    Pending pending = waiting.remove(uid);
    if (pending == null) {
      return;
    }
    try {
      writeNow(pending.pod);
      if (pending.remove) {
        remove(pending.pod.pod().object());
      }
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        retry(uid, pending, e);
      }
    }
  }

  private void retry(String uid, Pending pending, ApiException cause) {
    logger.atDebug().addKeyValue("uid", uid).setCause(cause).log("status is written later");
    if (waiting.putIfAbsent(uid, pending) == null) {
      loop.schedule(RETRY, "write the status of a Pod again", () -> flush(uid));
    }
  }

  private void writeNow(PodSnapshot pod) {
    KubeObject written = pod.pod().object();
    for (int attempt = 1; ; attempt++) {
      KubeObject current = client.get(ResourceType.PODS, written.key());
      if (!current.uid().equals(written.uid())) {
        return;
      }
      ObjectNode status = PodStatus.of(pod, current.at("status"), loop.now());
      if (status.equals(current.at("status"))) {
        return;
      }
      try {
        client.updateStatus(ResourceType.PODS, current.edit(tree -> tree.set("status", status)));
        return;
      } catch (ApiException e) {
        if (!e.isConflict() || attempt == CONFLICTS) {
          throw e;
        }
      }
    }
  }

  private void remove(KubeObject pod) {
    DeleteOptions now =
        new DeleteOptions(
            OptionalLong.of(0), DeleteOptions.Propagation.DEFAULT, pod.uid(), "", false);
    try {
      client.delete(ResourceType.PODS, pod.key(), now);
    } catch (ApiException e) {
      // Another Pod may have the name by now, and must not be asked for this one for ever.
      boolean replaced =
          client
              .find(ResourceType.PODS, pod.key())
              .filter(current -> current.uid().equals(pod.uid()))
              .isEmpty();
      if (!replaced) {
        throw e;
      }
    }
  }
}
