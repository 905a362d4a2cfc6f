// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.spec;

/** What a container's configuration names does not exist. The message is Kubernetes' own. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }
}
