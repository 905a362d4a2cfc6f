// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.schema;

import dev.coracle.api.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** The kinds that the table of facts lists. */
final class KindTable {

  private final Facts facts;

  KindTable(Facts facts) {
    this.facts = facts;
  }

  /** The kinds in the table's order. */
  List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    List<String> lines = facts.kindLines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("kind ")) {
        kinds.add(kind(lines.get(i).split(" "), subresources(lines, i + 1)));
      }
    }
    return kinds;
  }

  private Kind kind(String[] words, List<Subresource> subresources) {
    Schema schema = new BuiltInSchema(facts.type(words[3]), facts.fingerprint());
    if (words.length == 4) {
      ResourceType type = type(words[1], words[2], "", "", true);
      return new Kind(
          type, List.of(), List.of(), List.of(), List.of(), schema, new Kind.Body(), "");
    }
    ResourceType type = type(words[1], words[2], words[4], words[5], words[6].equals("namespaced"));
    List<String> flags = List.of(words).subList(8, words.length);
    return new Kind(
        type,
        Facts.list(Facts.flag(flags, "short:")),
        Facts.list(Facts.flag(flags, "in:")),
        Facts.list(words[7]),
        subresources,
        schema,
        use(type, Facts.list(words[7])),
        Facts.flag(flags, "hash:"));
  }

  /** What can be made but never read again is a question, such as a TokenReview. */
  private static Kind.Use use(ResourceType type, List<String> verbs) {
    return verbs.contains("get") ? new Kind.Stored(type, Conversion.IDENTITY) : new Kind.Review();
  }

  private static ResourceType type(
      String apiVersion, String kind, String plural, String singular, boolean namespaced) {
    int slash = apiVersion.indexOf('/');
    String group = apiVersion.substring(0, Math.max(slash, 0));
    String version = apiVersion.substring(slash + 1);
    // DeleteOptions, Status and ListMeta belong to every group; on the wire they are v1.
    return new ResourceType(
        group.equals("meta") ? "" : group, version, plural, singular, kind, namespaced);
  }

  private static List<Subresource> subresources(List<String> lines, int from) {
    List<Subresource> found = new ArrayList<>();
    for (int i = from; i < lines.size() && lines.get(i).startsWith("sub "); i++) {
      String[] words = lines.get(i).split(" ");
      found.add(new Subresource(words[1], words[2], words[3], Facts.list(words[4])));
    }
    return List.copyOf(found);
  }
}
