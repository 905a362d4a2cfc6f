// SPDX-License-Identifier: Apache-2.0

package dev.coracle.controller.manager;

import dev.coracle.api.ApiException;
import dev.coracle.api.DeleteOptions;
import dev.coracle.api.KubeClient;
import dev.coracle.api.KubeList;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ListOptions;
import dev.coracle.api.ObjectKey;
import dev.coracle.api.Patch;
import dev.coracle.api.ResourceType;
import dev.coracle.api.Watch;
import dev.coracle.api.WatchOptions;
import dev.coracle.api.WriteOptions;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A client of which one call in ten is refused: before it is made, or after, when only the answer
 * is lost.
 */
public final class FlakyClient implements KubeClient {

  private static final int ONE_IN = 10;

  private final KubeClient client;
  private final Random random;

  public FlakyClient(KubeClient client, Random random) {
    this.client = client;
    this.random = random;
  }

  private <T> T call(Supplier<T> call) {
    boolean before = random.nextInt(2 * ONE_IN) == 0;
    boolean after = random.nextInt(2 * ONE_IN) == 0;
    if (before) {
      throw refusal();
    }
    T answer = call.get();
    if (after) {
      throw refusal();
    }
    return answer;
  }

  private static ApiException refusal() {
    return ApiException.of(429, "TooManyRequests", "too many requests, please try again later");
  }

  @Override
  public KubeObject get(ResourceType type, ObjectKey key, String subresource) {
    return call(() -> client.get(type, key, subresource));
  }

  @Override
  public KubeList list(ResourceType type, ListOptions options) {
    return call(() -> client.list(type, options));
  }

  @Override
  public KubeObject create(ResourceType type, KubeObject object, WriteOptions options) {
    return call(() -> client.create(type, object, options));
  }

  @Override
  public KubeObject createSubresource(
      ResourceType type, ObjectKey key, KubeObject body, WriteOptions options) {
    return call(() -> client.createSubresource(type, key, body, options));
  }

  @Override
  public KubeObject update(ResourceType type, KubeObject object, WriteOptions options) {
    return call(() -> client.update(type, object, options));
  }

  @Override
  public KubeObject patch(ResourceType type, ObjectKey key, Patch patch, WriteOptions options) {
    return call(() -> client.patch(type, key, patch, options));
  }

  @Override
  public KubeObject delete(ResourceType type, ObjectKey key, DeleteOptions options) {
    return call(() -> client.delete(type, key, options));
  }

  @Override
  public KubeList deleteCollection(
      ResourceType type, ListOptions selection, DeleteOptions options) {
    return call(() -> client.deleteCollection(type, selection, options));
  }

  @Override
  public Watch watch(ResourceType type, WatchOptions options, Runnable wake) {
    return client.watch(type, options, wake);
  }
}
