// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.admission;

import dev.coracle.api.KubeObject;
import dev.coracle.api.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An admitter of both phases that remembers what it saw, and does what a test wants. */
public final class RecordingAdmitter implements MutatingAdmitter, ValidatingAdmitter {

  /** What it was shown once. */
  public record Seen(
      String phase,
      Attributes attributes,
      Optional<KubeObject> object,
      Optional<KubeObject> oldObject) {

    static Seen of(String phase, Attributes attributes) {
      return new Seen(phase, attributes, attributes.object(), attributes.oldObject());
    }

    /** In one line: what it is about, as the server names it. */
    @Override
    public String toString() {
      Attributes.Target target = attributes.target();
      return "%s %s %s of %s%s %s%s by %s%s"
          .formatted(
              phase,
              attributes.operation(),
              kind(target.kind()),
              target.resource().qualifiedName(),
              attributes.subresource().isEmpty() ? "" : "/" + attributes.subresource(),
              target.key(),
              target.resource().equals(target.storedAs())
                  ? ""
                  : " stored as " + kind(target.storedAs()),
              attributes.request().user().name(),
              attributes.dryRun() ? " dry" : "");
    }

    private static String kind(ResourceType type) {
      return type.apiVersion() + "/" + type.kind();
    }
  }

  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<Attributes, Draft> mutation = (attributes, draft) -> {};
  private volatile Consumer<Attributes> validation = attributes -> {};

  public Admitters asked() {
    return new Admitters(List.of(this), List.of(this));
  }

  /** Changes writes, or refuses them. */
  public void mutating(BiConsumer<Attributes, Draft> change) {
    mutation = change;
  }

  /** Refuses writes. */
  public void validating(Consumer<Attributes> judge) {
    validation = judge;
  }

  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  public List<String> lines() {
    return seen.stream().map(Seen::toString).toList();
  }

  public void forget() {
    seen.clear();
  }

  @Override
  public boolean handles(Attributes attributes) {
    return true;
  }

  @Override
  public void admit(Attributes attributes, Draft draft) {
    seen.add(Seen.of("mutate", attributes));
    mutation.accept(attributes, draft);
  }

  @Override
  public void validate(Attributes attributes) {
    seen.add(Seen.of("validate", attributes));
    validation.accept(attributes);
  }
}
