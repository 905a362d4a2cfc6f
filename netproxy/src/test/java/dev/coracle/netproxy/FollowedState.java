// SPDX-License-Identifier: Apache-2.0

package dev.coracle.netproxy;

import dev.coracle.api.KubeClient;
import dev.coracle.api.time.Loop;
import dev.coracle.api.time.Time;
import dev.coracle.netproxy.route.NetworkState;
import java.util.function.Supplier;

/** The network's picture of a real API server, without a network. */
public final class FollowedState implements Supplier<NetworkState>, AutoCloseable {

  private final Loop loop;
  private final NetworkWatcher watcher;
  private volatile NetworkState state = NetworkState.EMPTY;

  public FollowedState(KubeClient client, Time time) {
    this.loop = time.loop("network");
    this.watcher = new NetworkWatcher(client, loop, change -> state = change.state());
    watcher.start();
  }

  @Override
  public NetworkState get() {
    return state;
  }

  @Override
  public void close() {
    loop.close();
    watcher.close();
  }
}
