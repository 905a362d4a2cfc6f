// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * A watch over HTTP: each line of the answer that never ends is an event. Events wait in memory for
 * a reader that is slower than the server; a connection that breaks ends the watch.
 */
final class HttpWatch implements Watch, Flow.Subscriber<String> {

  private final Runnable wake;
  private final Queue<WatchEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Optional<Flow.Subscription>> lines =
      new AtomicReference<>(Optional.empty());
  private volatile boolean open = true;

  private HttpWatch(Runnable wake) {
    this.wake = wake;
  }

  /**
   * Opens a watch, and waits until the server has accepted it.
   *
   * @throws ApiException when it has not
   */
  static Watch open(HttpClient http, HttpRequest request, Runnable wake) {
    HttpWatch watch = new HttpWatch(wake);
    CompletableFuture<Integer> accepted = new CompletableFuture<>();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, info -> watch.subscriber(info, accepted));
    answer.whenComplete((response, failure) -> watch.ended(accepted, failure));
    int status = statusOf(accepted);
    if (status >= 300) {
      throw HttpKubeClient.refusal(status, answer.join().body());
    }
    return watch;
  }

  private static int statusOf(CompletableFuture<Integer> accepted) {
    try {
      return accepted.join();
    } catch (CompletionException e) {
      throw ApiException.unavailable("watch failed: " + e.getCause());
    }
  }

  private HttpResponse.BodySubscriber<byte[]> subscriber(
      HttpResponse.ResponseInfo info, CompletableFuture<Integer> accepted) {
    accepted.complete(info.statusCode());
    return info.statusCode() < 300
        ? BodySubscribers.fromLineSubscriber(this, self -> new byte[0], UTF_8, "\n")
        : BodySubscribers.ofByteArray();
  }

  private void ended(
      CompletableFuture<Integer> accepted, @org.jspecify.annotations.Nullable Throwable failure) {
    open = false;
    if (failure != null) {
      accepted.completeExceptionally(failure);
    }
    wake.run();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    lines.set(Optional.of(subscription));
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (!line.isBlank()) {
      ObjectNode event = Json.parseObject(line);
      WatchEvent.Type type = WatchEvent.Type.valueOf(event.path("type").asString());
      events.add(new WatchEvent(type, KubeObject.of((ObjectNode) event.path("object"))));
      wake.run();
    }
  }

  @Override
  public void onError(Throwable failure) {
    open = false;
    wake.run();
  }

  @Override
  public void onComplete() {
    open = false;
    wake.run();
  }

  @Override
  public Optional<WatchEvent> poll() {
    return Optional.ofNullable(events.poll());
  }

  @Override
  public boolean isOpen() {
    return open || !events.isEmpty();
  }

  @Override
  public void close() {
    open = false;
    lines.getAndSet(Optional.empty()).ifPresent(Flow.Subscription::cancel);
  }
}
