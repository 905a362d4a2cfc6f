// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.api.time.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A client whose calls are answered at once, and whose watches tell of changes later. */
public final class LateClient {

  private static final Duration DELAY = Duration.ofMillis(20);

  private final KubeClient client;
  private final VirtualTime time;
  private final Loop loop;
  private final AtomicInteger underway = new AtomicInteger();

  public LateClient(KubeClient client, VirtualTime time) {
    this.client = client;
    this.time = time;
    this.loop = time.loop("late watches");
  }

  public KubeClient client() {
    return (KubeClient)
        Proxy.newProxyInstance(
            LateClient.class.getClassLoader(),
            new Class<?>[] {KubeClient.class},
            (proxy, method, arguments) -> call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      if (!method.getName().equals("watch") || arguments.length != 3) {
        return method.invoke(client, arguments);
      }
      LateWatch late = new LateWatch((Runnable) arguments[2]);
      Runnable wake = late::more;
      late.follow((Watch) method.invoke(client, arguments[0], arguments[1], wake));
      return late;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Comes to rest with all that is on its way. */
  public void settle() {
    time.settle();
    while (underway.get() > 0) {
      time.advance(DELAY);
      time.settle();
    }
  }

  /** The events of another watch, each of them later. */
  private final class LateWatch implements Watch {

    private final Runnable wake;
    private final Queue<WatchEvent> arrived = new ConcurrentLinkedQueue<>();
    private volatile Optional<Watch> source = Optional.empty();
    private volatile boolean open = true;

    LateWatch(Runnable wake) {
      this.wake = wake;
    }

    void follow(Watch watch) {
      source = Optional.of(watch);
      more();
    }

    void more() {
      loop.execute(() -> source.filter(s -> open).ifPresent(this::take));
    }

    private void take(Watch watch) {
      List<WatchEvent> events = new ArrayList<>();
      for (Optional<WatchEvent> e = watch.poll(); e.isPresent(); e = watch.poll()) {
        events.add(e.get());
      }
      boolean ended = !watch.isOpen();
      if (!events.isEmpty() || ended) {
        underway.incrementAndGet();
        Time.Timer unused = loop.schedule(DELAY, "late watch", () -> arrive(events, ended));
      }
    }

    private void arrive(List<WatchEvent> events, boolean ended) {
      underway.decrementAndGet();
      arrived.addAll(events);
      open = open && !ended;
      wake.run();
    }

    @Override
    public Optional<WatchEvent> poll() {
      return Optional.ofNullable(arrived.poll());
    }

    @Override
    public boolean isOpen() {
      return open || !arrived.isEmpty();
    }

    @Override
    public void close() {
      open = false;
      source.ifPresent(Watch::close);
    }
  }
}
