// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.controller;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a component tells people about objects, written as Events.
 *
 * <p>Recording returns at once and never fails: Events are written in order on a loop of their own,
 * and one that cannot be written is lost. The same reason and message about the same object again
 * raises the count of the Event that is there.
 */
public final class EventRecorder implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(EventRecorder.class);
  private static final int REMEMBERED = 4096;
  private static final int NAMES_TRIED = 5;

  private final KubeClient client;
  private final Loop loop;
  private final String component;
  private final String host;
  private final Map<Incident, Written> written = new Recent();
  private long sequence;

  /** A recorder for a component of the control plane. */
  public EventRecorder(KubeClient client, Time time, String component) {
    this(client, time, component, "");
  }

  /** A recorder for a component of one node. */
  public EventRecorder(KubeClient client, Time time, String component, String host) {
    this.client = client;
    this.loop = time.loop("events of " + component + (host.isEmpty() ? "" : " " + host));
    this.component = component;
    this.host = host;
  }

  public void normal(KubeObject about, String reason, String message) {
    record("Normal", about, "", reason, message);
  }

  public void warning(KubeObject about, String reason, String message) {
    record("Warning", about, "", reason, message);
  }

  /** Records about a part of an object, such as {@code spec.containers{web}}. */
  public void normal(KubeObject about, String fieldPath, String reason, String message) {
    record("Normal", about, fieldPath, reason, message);
  }

  /** Records about a part of an object, such as {@code spec.containers{web}}. */
  public void warning(KubeObject about, String fieldPath, String reason, String message) {
    record("Warning", about, fieldPath, reason, message);
  }

  private void record(
      String type, KubeObject about, String fieldPath, String reason, String message) {
    Incident incident =
        new Incident(type, about.kind(), about.key(), about.uid(), fieldPath, reason, message);
    loop.execute(() -> write(incident, about));
  }

  private void write(Incident incident, KubeObject about) {
    try {
      Written earlier = written.get(incident);
      if (earlier == null || !countAgain(incident, earlier)) {
        create(incident, about);
      }
    } catch (RuntimeException e) {
      logger.atDebug().addKeyValue("reason", incident.reason).setCause(e).log("event is lost");
    }
  }

  private boolean countAgain(Incident incident, Written earlier) {
    int count = earlier.count + 1;
    try {
      client.patch(
          ResourceType.EVENTS,
          earlier.key,
          Patch.merge(p -> p.put("count", count).put("lastTimestamp", timestamp())));
      written.put(incident, new Written(earlier.key, count));
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private void create(Incident incident, KubeObject about) {
    for (int attempt = 1; ; attempt++) {
      KubeObject event = event(incident, about);
      try {
        client.create(ResourceType.EVENTS, event);
        written.put(incident, new Written(event.key(), 1));
        return;
      } catch (ApiException e) {
        if (!e.isAlreadyExists() || attempt == NAMES_TRIED) {
          throw e;
        }
      }
    }
  }

  private KubeObject event(Incident incident, KubeObject about) {
    String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
    ObjectKey key = ObjectKey.of(namespace, about.name() + "." + suffix());
    return KubeObject.of(ResourceType.EVENTS, key).edit(event -> fill(event, incident, about));
  }

  private void fill(ObjectNode event, Incident incident, KubeObject about) {
    ObjectNode involved = event.putObject("involvedObject");
    involved.put("kind", about.kind());
    if (!about.namespace().isEmpty()) {
      involved.put("namespace", about.namespace());
    }
    involved.put("name", about.name()).put("uid", about.uid());
    involved.put("apiVersion", about.apiVersion()).put("resourceVersion", about.resourceVersion());
    if (!incident.fieldPath.isEmpty()) {
      involved.put("fieldPath", incident.fieldPath);
    }
    event.put("reason", incident.reason).put("message", incident.message);
    ObjectNode source = event.putObject("source").put("component", component);
    if (!host.isEmpty()) {
      source.put("host", host);
    }
    event.put("firstTimestamp", timestamp()).put("lastTimestamp", timestamp());
    event.put("count", 1).put("type", incident.type).putNull("eventTime");
    event.put("reportingComponent", component).put("reportingInstance", host);
  }

  /** Sixteen hex digits, as the real client makes of its clock, but unlike those of others. */
  private String suffix() {
    long seed = 31L * component.hashCode() + host.hashCode();
    Instant now = loop.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return HexFormat.of().toHexDigits(nanos + ((seed & 0xffff) << 16) + sequence++);
  }

  private String timestamp() {
    return loop.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void close() {
    loop.close();
  }

  private record Incident(
      String type,
      String kind,
      ObjectKey key,
      String uid,
      String fieldPath,
      String reason,
      String message) {}

  private record Written(ObjectKey key, int count) {}

  /** The incidents of the recent past; an older one that comes again gets a new Event. */
  private static final class Recent extends LinkedHashMap<Incident, Written> {

    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Incident, Written> eldest) {
      return size() > REMEMBERED;
    }
  }
}
