// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell;

import java.util.Map;

/** Programs that use the Pod's network. */
final class NetworkPrograms {

  private NetworkPrograms() {}

  static void addTo(Map<String, Program> programs) {}
}
