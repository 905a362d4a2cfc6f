// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.request;

import static dev.coracle.api.ResourceType.EVENTS;
import static dev.coracle.api.ResourceType.EVENTS_V1;

import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchEvent;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import dev.coracle.apiserver.codec.Decoded;
import dev.coracle.apiserver.registry.config.EventView;
import dev.coracle.apiserver.request.RequestPipeline.Deletion;
import dev.coracle.apiserver.request.RequestPipeline.Written;
import java.util.Optional;

/** Requests for Events of events.k8s.io: requests for the core ones, seen through a view. */
final class EventRequests {

  private final RequestPipeline pipeline;

  EventRequests(RequestPipeline pipeline) {
    this.pipeline = pipeline;
  }

  KubeObject get(Call call, ObjectKey key) {
    return EventView.of(pipeline.get(call, EVENTS, key, ""));
  }

  KubeList list(Call call, ListOptions options) {
    ListOptions core = options.withFields(EventView.toCore(options.fields()));
    return viewed(pipeline.list(call, EVENTS, core));
  }

  private static KubeList viewed(KubeList list) {
    return new KubeList(
        list.items().stream().map(EventView::of).toList(),
        list.resourceVersion(),
        list.continueToken(),
        list.remaining());
  }

  Watch watch(Call call, WatchOptions options, Runnable wake) {
    WatchOptions core =
        new WatchOptions(
            options.namespace(),
            options.labels(),
            EventView.toCore(options.fields()),
            options.resourceVersion(),
            options.bookmarks(),
            options.sendInitialEvents(),
            options.timeout());
    return new View(pipeline.watch(call, EVENTS, core, wake));
  }

  KubeObject create(Call call, String namespace, Decoded body, WriteOptions options) {
    return EventView.of(pipeline.create(call, EVENTS, namespace, core(body), options));
  }

  Written update(Call call, ObjectKey key, Decoded body, WriteOptions options) {
    Written written = pipeline.update(call, EVENTS, key, core(body), options);
    return new Written(EventView.of(written.object()), written.created());
  }

  Deletion delete(Call call, ObjectKey key, DeleteOptions options) {
    Deletion deletion = pipeline.delete(call, EVENTS, key, options);
    return new Deletion(EventView.of(deletion.object()), deletion.gone());
  }

  KubeList deleteCollection(Call call, ListOptions selection, DeleteOptions options) {
    ListOptions core = selection.withFields(EventView.toCore(selection.fields()));
    return viewed(pipeline.deleteCollection(call, EVENTS, core, options));
  }

  /** The core Event that a view stands for. */
  static Decoded core(Decoded body) {
    body.object().put("apiVersion", EVENTS_V1.apiVersion()).put("kind", EVENTS_V1.kind());
    return new Decoded(EventView.toCore(body.object()), body.problems());
  }

  /** A watch whose objects are seen through the view. */
  private record View(Watch core) implements Watch {

    @Override
    public Optional<WatchEvent> poll() {
      return core.poll()
          .map(
              event ->
                  event.type() == WatchEvent.Type.ERROR
                      ? event
                      : new WatchEvent(event.type(), EventView.of(event.object())));
    }

    @Override
    public boolean isOpen() {
      return core.isOpen();
    }

    @Override
    public void close() {
      core.close();
    }
  }
}
