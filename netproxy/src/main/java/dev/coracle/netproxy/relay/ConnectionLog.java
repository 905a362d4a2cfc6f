// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy.relay;

import dev.coracle.netproxy.route.Decision;
import dev.coracle.netproxy.route.Flow;
import dev.coracle.network.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last connections asked for. Its texts are made when somebody reads them. */
final class ConnectionLog {

  private final AtomicReferenceArray<Entry> ring;
  private final AtomicLong next = new AtomicLong();
  private volatile long forgotten;

  ConnectionLog(int size) {
    ring = new AtomicReferenceArray<>(size);
  }

  void add(Instant time, Flow flow, Decision decision) {
    int slot = (int) (next.getAndIncrement() % ring.length());
    ring.set(slot, new Entry(time, flow, decision));
  }

  void clear() {
    forgotten = next.get();
  }

  /** What is remembered, the oldest first. */
  List<Connection> recent() {
    List<Connection> list = new ArrayList<>();
    long end = next.get();
    for (long i = Math.max(forgotten, end - ring.length()); i < end; i++) {
      Entry entry = ring.get((int) (i % ring.length()));
      if (entry != null) {
        list.add(entry.connection());
      }
    }
    return list;
  }

  private record Entry(Instant time, Flow flow, Decision decision) {

    Connection connection() {
      String node = flow.node().isEmpty() ? "" : " at " + flow.node();
      return new Connection(
          time, flow.source() + node, flow.destination().toString(), decision.toString());
    }
  }
}
