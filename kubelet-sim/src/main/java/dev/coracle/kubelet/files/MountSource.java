// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.files;

import java.io.IOException;
import java.nio.file.Path;

/** What a container can mount: a place in some file system. */
public interface MountSource extends AutoCloseable {

  /** Whether containers only look at it, as at what the API decides. */
  boolean isReadOnly();

  /** The root of what is mounted; made when first asked for. */
  Path open();

  /** What is mounted of a path below the root. */
  Path open(String subPath) throws IOException;

  /** Called before somebody looks at what is below the root. */
  void complete();

  @Override
  void close();
}
