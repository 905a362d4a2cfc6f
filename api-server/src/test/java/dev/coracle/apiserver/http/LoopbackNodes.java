// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.http;

import dev.coracle.api.KubeObject;
import dev.coracle.api.NodeConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/** Nodes whose Pods are all one server of this machine, and whose logs never end. */
record LoopbackNodes(IntSupplier port) implements NodeConnection {

  @Override
  public void logs(KubeObject pod, LogOptions options, OutputStream to)
      throws IOException, InterruptedException {
    to.write('\n');
    to.flush();
    new CountDownLatch(1).await();
  }

  @Override
  public int exec(KubeObject pod, ExecOptions options, Streams streams) {
    return 0;
  }

  @Override
  public void attach(KubeObject pod, ExecOptions options, Streams streams) {
    // Nothing runs.
  }

  @Override
  public Socket forward(KubeObject pod, int anyPort, Duration timeout) throws IOException {
    return dial("", anyPort, timeout);
  }

  @Override
  public Socket dial(String address, int anyPort, Duration timeout) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port.getAsInt());
  }
}
