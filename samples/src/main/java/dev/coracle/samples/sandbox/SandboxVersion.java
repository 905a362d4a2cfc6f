// SPDX-License-Identifier: Apache-2.0

package dev.coracle.samples.sandbox;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest tells. */
final class SandboxVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Optional<String> version =
        Optional.ofNullable(Sandbox.class.getPackage().getImplementationVersion());
    return new String[] {
      "coracle-sandbox " + version.orElse("(not packaged)") + ", Kubernetes v1.36"
    };
  }
}
