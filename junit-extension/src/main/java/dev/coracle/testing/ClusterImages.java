// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Images;
import java.util.function.Supplier;

/** The images of a cluster, for as long as it lives. */
record ClusterImages(Supplier<? extends Images> open) implements Images {

  @Override
  public Images add(String name, ContainerProgram program) {
    open.get().add(name, program);
    return this;
  }

  @Override
  public Images add(String name, Image image) {
    open.get().add(name, image);
    return this;
  }

  @Override
  public Images remove(String name) {
    open.get().remove(name);
    return this;
  }

  @Override
  public Images strict() {
    open.get().strict();
    return this;
  }
}
