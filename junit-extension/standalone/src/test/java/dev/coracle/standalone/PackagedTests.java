// SPDX-License-Identifier: Apache-2.0

package dev.coracle.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class loader of the jar and of the modules' tests, whose references to libraries are renamed as
 * those in the jar are. It asks its parent for what is neither: the JDK, JUnit, AssertJ.
 */
final class PackagedTests extends URLClassLoader {

  private static final List<String> MODULES =
      List.of("api-server", "kubelet-sim", "netproxy", "junit-extension");

  private PackagedTests(URL[] places) {
    super(places, PackagedTests.class.getClassLoader());
  }

  static PackagedTests load() {
    Path root = Path.of(System.getProperty("basedir")).resolve("../..").normalize();
    return new PackagedTests(
        Stream.concat(
                Stream.of(Jar.path()),
                MODULES.stream().map(module -> root.resolve(module).resolve("target/test-classes")))
            .map(PackagedTests::url)
            .toArray(URL[]::new));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("dev.coracle.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    URL place = findResource(file);
    if (place == null || place.getProtocol().equals("jar")) {
      return super.findClass(name);
    }
    try (InputStream in = place.openStream()) {
      byte[] bytes = new ClassFile(in.readAllBytes()).withTexts(PackagedTests::renamed);
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static String renamed(String text) {
    return text.indexOf('/') < 0 ? text : Jar.LIBRARY.matcher(text).replaceAll(Jar.INSIDE + "$1");
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
