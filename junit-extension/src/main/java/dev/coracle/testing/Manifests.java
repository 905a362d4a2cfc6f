// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import dev.coracle.apiserver.ApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The writing of manifests to a cluster, as {@code kubectl apply} does it.
 *
 * <p>A document that cannot be applied does not keep the others from it; the first failure is
 * thrown when all have been tried, with the others suppressed.
 */
final class Manifests {

  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  private final ApiServer api;
  private final ManifestApply apply;

  /**
   * Manifests whose objects go to a namespace unless they say another.
   *
   * @param only whether they may not say another
   */
  Manifests(ApiServer api, String namespace, boolean only) {
    this.api = api;
    this.apply = new ManifestApply(api, namespace, only);
  }

  /** An object of a text, and where it stands in it. */
  private record Document(String place, KubeObject object) {

    boolean isNamespace() {
      return object.kind().equals("Namespace");
    }
  }

  /** Applies the documents of a YAML file. */
  void applyFile(Path file) {
    try {
      apply(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "manifest file: " + file + " (expected: a readable YAML file)", e);
    }
  }

  /**
   * Applies the documents of the YAML and JSON files of a directory, by the order of their names,
   * as {@code kubectl apply -f DIRECTORY} does; those of directories in it are left alone.
   */
  void applyDirectory(Path directory) {
    List<RuntimeException> failures = new ArrayList<>();
    for (Path file : manifestsOf(directory)) {
      try {
        applyFile(file);
      } catch (ApiException | IllegalArgumentException e) {
        failures.add(e);
      }
    }
    throwFirst(failures);
  }

  private static List<Path> manifestsOf(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> files = entries.filter(Manifests::isManifest).sorted().toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(
            "manifest directory: "
                + directory
                + " (expected: at least one file named .yaml, .yml or .json in it)");
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "manifest directory: " + directory + " (expected: a readable directory)", e);
    }
  }

  private static boolean isManifest(Path file) {
    return ENDINGS.stream().anyMatch(file.toString()::endsWith) && Files.isRegularFile(file);
  }

  /** Applies the documents of a YAML resource on the class path of the calling thread. */
  void applyResource(String name) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "manifest resource: " + name + " (expected: a YAML file on the class path)");
      }
      apply(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies the documents of a YAML text, Namespaces first. */
  void apply(String source, String yaml) {
    List<Document> documents = new ArrayList<>(read(source, yaml));
    // A stable sort: the order of the text is kept otherwise.
    documents.sort(Comparator.comparing(document -> !document.isNamespace()));
    List<RuntimeException> failures = new ArrayList<>();
    for (Document document : documents) {
      try {
        apply.apply(typeOf(document.object()), document.object());
      } catch (ApiException e) {
        failures.add(e.prefixed(document.place() + ": "));
      } catch (IllegalArgumentException e) {
        failures.add(new IllegalArgumentException(document.place() + ": " + e.getMessage(), e));
      }
    }
    throwFirst(failures);
  }

  private List<Document> read(String source, String yaml) {
    List<KubeObject> objects = parse(source, yaml);
    if (objects.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": no documents (expected: at least one Kubernetes object)");
    }
    List<Document> documents = new ArrayList<>();
    for (KubeObject object : objects) {
      documents.add(new Document(place(source, documents.size() + 1, object), object));
    }
    return documents;
  }

  private List<KubeObject> parse(String source, String yaml) {
    try {
      return api.documents(yaml);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
  }

  private static String place(String source, int number, KubeObject object) {
    return "%s, object %d (%s \"%s\")".formatted(source, number, object.kind(), object.name());
  }

  private ResourceType typeOf(KubeObject object) {
    return api.typeOf(object)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kind %s of \"%s\" (expected: one of %s)"
                        .formatted(object.kind(), object.apiVersion(), api.kindNames())));
  }

  private static void throwFirst(List<RuntimeException> failures) {
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }
}
