// SPDX-License-Identifier: Apache-2.0

package dev.coracle.program;

/**
 * The images that Pods can run, by the names that Pods use.
 *
 * <p>An image is looked up among those added, then among those built in (nginx, httpd, busybox,
 * alpine, pause, agnhost). Any other one is simulated: it answers HTTP requests on the ports that
 * its container declares, on none where it declares none, and its Pod's events say so. Names with
 * {@code invalid} or {@code nonexistent} in them, and the tag {@code 404}, do not exist.
 */
public interface Images {

  /**
   * Adds an image, or replaces it for containers that start later. Added without a tag, it serves
   * every tag that was not added itself.
   */
  Images add(String name, ContainerProgram program);

  /** Adds an image with its files, environment and executables. */
  Images add(String name, Image image);

  /** Takes an image away: it cannot be pulled any more, not even as a stand-in. */
  Images remove(String name);

  /** Refuses images that nobody added and that are not built in. */
  Images strict();
}
