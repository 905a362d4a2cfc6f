// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.image;

import dev.coracle.api.Likeness;
import dev.coracle.program.ContainerProgram;
import dev.coracle.program.Image;
import dev.coracle.program.Images;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The images of a cluster: those added, those built in, and a stand-in for all others. */
public final class ImageRegistry implements Images, ImageSource {

  private static final List<String> ABSENT = List.of("invalid", "nonexistent", "non-existent");

  private final Map<String, Image> added = new ConcurrentHashMap<>();
  private final Map<String, String> names = new ConcurrentHashMap<>();
  private final Set<String> removed = ConcurrentHashMap.newKeySet();
  private volatile boolean strict;

  /** A registry to which nothing has been added. */
  public ImageRegistry() {}

  @Override
  public ImageRegistry add(String name, ContainerProgram program) {
    ImageReference reference = parse(name);
    return add(name, Image.of(reference.toString(), program));
  }

  @Override
  public ImageRegistry add(String name, Image image) {
    String key = key(name);
    removed.remove(key);
    added.put(key, image);
    names.put(key, name);
    return this;
  }

  @Override
  public ImageRegistry remove(String name) {
    String key = key(name);
    added.remove(key);
    names.remove(key);
    removed.add(key);
    return this;
  }

  @Override
  public ImageRegistry strict() {
    strict = true;
    return this;
  }

  /**
   * Forgets what was added and removed.
   *
   * @param strictAgain whether images that nobody added are refused from now on
   */
  public void reset(boolean strictAgain) {
    added.clear();
    removed.clear();
    strict = strictAgain;
  }

  private static String key(String name) {
    ImageReference reference = parse(name);
    boolean tagged = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0 || name.contains("@");
    return tagged ? reference.toString() : reference.repository();
  }

  private static ImageReference parse(String name) {
    return ImageReference.parse(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "image: \"" + name + "\" (expected: a name such as shop/orders:1.2)"));
  }

  @Override
  public Pull pull(String name) {
    Optional<ImageReference> parsed = ImageReference.parse(name);
    if (parsed.isEmpty()) {
      return new InvalidName(
          "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": %s"
              .formatted(name, name, "invalid reference format"));
    }
    ImageReference reference = parsed.get();
    return find(reference)
        .<Pull>map(Found::new)
        .orElseGet(() -> new Refused(refusal(name, reference)));
  }

  private Optional<Image> find(ImageReference reference) {
    if (removed.contains(reference.toString()) || removed.contains(reference.repository())) {
      return Optional.empty();
    }
    Image exact = added.get(reference.toString());
    Image anyTag = exact != null ? exact : added.get(reference.repository());
    if (anyTag != null) {
      return Optional.of(named(anyTag, reference));
    }
    if (isAbsent(reference)) {
      return Optional.empty();
    }
    Optional<Image> builtIn = BuiltIns.find(reference);
    return builtIn.isPresent() || strict ? builtIn : Optional.of(StandIn.image(reference));
  }

  /**
   * What is wrong with an image that nobody registered where all must be: the images known and the
   * remedy; empty for one that is there, and where stand-ins run for those that are not.
   */
  public Optional<String> strictRefusal(String name) {
    return strict && pull(name) instanceof Refused ? Optional.of(unknown(name)) : Optional.empty();
  }

  @Override
  public Optional<String> meant(String name) {
    Optional<String> alike = Likeness.nearest(name, names.values());
    return alike.isPresent()
        ? alike
        : names.values().stream()
            .filter(other -> shortName(other).equals(shortName(name)))
            .min(Comparator.naturalOrder());
  }

  private static String shortName(String name) {
    return ImageReference.parse(name).map(ImageReference::shortName).orElse("");
  }

  private static Image named(Image image, ImageReference reference) {
    return new Image(
        reference.toString(),
        image.program(),
        image.executables(),
        image.files(),
        image.env(),
        image.simulated());
  }

  private static boolean isAbsent(ImageReference reference) {
    String text = reference.toString();
    return reference.tag().equals("404") || ABSENT.stream().anyMatch(text::contains);
  }

  private String refusal(String name, ImageReference reference) {
    String hint = strict ? " (" + unknown(name) + ")" : "";
    return ("rpc error: code = NotFound desc = failed to pull and unpack image \"%s\": failed to"
            + " resolve reference \"%s\": %s: not found%s")
        .formatted(reference, reference, reference, hint);
  }

  private String unknown(String name) {
    return "no program for image \"%s\" (expected: one of %s; %sadd it with images.add(\"%s\", ...))"
        .formatted(
            name, known(), meant(name).map(n -> "did you mean \"" + n + "\"? ").orElse(""), name);
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>(BuiltIns.NAMES);
    known.addAll(names.values());
    return known;
  }
}
