// SPDX-License-Identifier: Apache-2.0

package dev.coracle.testing;

import dev.coracle.api.ApiException;
import dev.coracle.api.KubeObject;
import dev.coracle.apiserver.Manifest;
import dev.coracle.apiserver.ServedApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The writing of manifests to a cluster, as {@code kubectl apply} does it.
 *
 * <p>A document that cannot be applied does not keep the others from it; the first failure is
 * thrown when all have been tried, with the others suppressed.
 */
final class Manifests {

  /** What strict decoding says of a member of the object itself. */
  private static final Pattern OUTERMOST = Pattern.compile("unknown field \"[^.\"\\[]+\"");

  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  private final ManifestKinds kinds;
  private final ManifestApply apply;

  /**
   * Manifests whose objects go to a namespace unless they say another.
   *
   * @param only whether they may not say another
   */
  Manifests(ServedApi api, String namespace, boolean only) {
    this.kinds = new ManifestKinds(api);
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
      String name = file.toString();
      boolean resource = Thread.currentThread().getContextClassLoader().getResource(name) != null;
      throw new UncheckedIOException(
          "manifest file: %s (expected: a readable YAML file%s)"
              .formatted(
                  file, resource ? "; on the class path by applyResource(\"" + name + "\")" : ""),
          e);
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

  /** Applies the documents of a YAML resource, or of those of a directory of resources. */
  void applyResource(String said, ClassLoader loader) {
    // Class loaders know no root; who asks a class for a resource writes one.
    String name = said.startsWith("/") ? said.substring(1) : said;
    URL resource = loader.getResource(name);
    if (resource == null) {
      throw new IllegalArgumentException(
          "manifest resource: %s (expected: a YAML file on the class path%s)"
              .formatted(
                  said,
                  Files.exists(Path.of(said))
                      ? "; a file by apply(Path.of(\"" + said + "\"))"
                      : ""));
    }
    directory(resource).ifPresentOrElse(this::applyDirectory, () -> apply(name, read(resource)));
  }

  /** Where a resource is a directory; those in jars are not looked for. */
  private static Optional<Path> directory(URL resource) {
    return resource.getProtocol().equals("file")
        ? Optional.of(Path.of(URI.create(resource.toString()))).filter(Files::isDirectory)
        : Optional.empty();
  }

  private static String read(URL resource) {
    try (InputStream in = resource.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("manifest resource: " + resource, e);
    }
  }

  /** Applies the documents of a text that a test has written out. */
  void applyText(String yaml) {
    String text = yaml.strip();
    boolean line = !text.isEmpty() && text.indexOf('\n') < 0 && text.indexOf('{') < 0;
    if (line && ENDINGS.stream().anyMatch(text::endsWith)) {
      throw new IllegalArgumentException(
          "manifest: \"%s\" names a file and is no YAML (expected: apply(Path.of(\"%s\")), or"
                  .formatted(text, text)
              + " applyResource(\"%s\") from the class path)".formatted(text));
    }
    apply("manifest", yaml);
  }

  /** Applies the documents of a YAML text, Namespaces first. */
  void apply(String source, String yaml) {
    List<Document> documents = new ArrayList<>(read(source, yaml));
    // A stable sort: the order of the text is kept otherwise.
    documents.sort(Comparator.comparing(document -> !document.isNamespace()));
    List<RuntimeException> failures = new ArrayList<>();
    for (Document document : documents) {
      try {
        apply.apply(kinds.of(document.object()), document.object());
      } catch (ApiException e) {
        failures.add(explained(e, document.place()));
      } catch (IllegalArgumentException e) {
        failures.add(new IllegalArgumentException(document.place() + ": " + e.getMessage(), e));
      }
    }
    throwFirst(failures);
  }

  /** A refusal with its place; what is too far out in a manifest is no field of the object. */
  private static ApiException explained(ApiException refusal, String place) {
    boolean outermost = OUTERMOST.matcher(String.valueOf(refusal.getMessage())).find();
    return refusal.prefixed(
        place + (outermost ? " (is all of its spec indented below spec?): " : ": "));
  }

  private List<Document> read(String source, String yaml) {
    List<Manifest> manifests = parse(source, yaml);
    if (manifests.isEmpty()) {
      throw new IllegalArgumentException(
          source + ": no documents (expected: at least one Kubernetes object)");
    }
    List<Document> documents = new ArrayList<>();
    for (Manifest manifest : manifests) {
      String place = place(source, documents.size() + 1, manifest);
      documents.add(new Document(place, manifest.object()));
    }
    return documents;
  }

  private List<Manifest> parse(String source, String yaml) {
    try {
      return Manifest.all(yaml);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ", " + e.getMessage(), e);
    }
  }

  private static String place(String source, int number, Manifest manifest) {
    KubeObject object = manifest.object();
    return "%s, object %d at line %d (%s \"%s\")"
        .formatted(
            source,
            number,
            manifest.line(),
            object.kind().isEmpty() ? "?" : object.kind(),
            object.name());
  }

  private static void throwFirst(List<RuntimeException> failures) {
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }
}
