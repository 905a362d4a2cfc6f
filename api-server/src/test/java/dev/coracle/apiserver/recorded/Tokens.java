// SPDX-License-Identifier: Apache-2.0

package dev.coracle.apiserver.recorded;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Stand-ins for values that two right servers may choose differently, numbered by first appearance,
 * so that values which are equal stay equal within a case. What the case itself sends is kept.
 */
final class Tokens {

  private static final Pattern UID =
      Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
  private static final Pattern TIME =
      Pattern.compile(
          "\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
  private static final Pattern IPV4 =
      Pattern.compile("(?<![\\d.])(\\d{1,3}\\.){3}\\d{1,3}(?![\\d.]|/\\d)");
  private static final Pattern PORT = Pattern.compile("(?<![\\w.])(\\d{2,5})(?![\\w.])");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.\\w])(\\d+)(?![\\d.\\w])");
  private static final Pattern VERSION =
      Pattern.compile(
          "(esource ?[vV]ersion[^0-9\"]{0,60}|esourceVersion\\\\*\":\\\\*\"|current: )(\\d+)");
  private static final Pattern QUOTED_OBJECT =
      Pattern.compile("(Invalid value: )\"\\{\\\\\"(?:[^\"\\\\]|\\\\.)*}\"");
  private static final Pattern ASKED_ADDRESS = Pattern.compile("\\{\\{#?ip:(-?\\d+)}}");
  private static final Pattern ASKED_PORT = Pattern.compile("\\{\\{#?np:(-?\\d+)}}");
  private static final Pattern SUFFIX = Pattern.compile("[bcdfghjklmnpqrstvwxz2456789]{5}");
  private static final int LONGEST_BASE = 58;

  private final String namespace;
  private final Set<String> literals = new HashSet<>();
  private final Set<String> literalVersions = new HashSet<>();
  private final Map<String, Integer> askedAddresses = new HashMap<>();
  private final Map<Long, Integer> askedPorts = new HashMap<>();
  private final Map<String, String> uids = new HashMap<>();
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<Long, String> ports = new HashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private Map<String, String> versions = new HashMap<>();

  /** In a dry run a port is predictable, so its exact number or place is compared. */
  private boolean rehearsal;

  Tokens(String namespace) {
    this.namespace = namespace;
  }

  void rehearse(boolean dryRun) {
    rehearsal = dryRun;
  }

  /** Remembers the constants of what a case sends: they are compared as they are. */
  void note(JsonNode template) {
    if (template.isObject()) {
      template.forEachEntry(this::note);
    } else if (template.isArray()) {
      template.forEach(this::note);
    } else if (template.isString()) {
      note(template.asString());
    } else if (template.isNumber()) {
      literals.add(template.asString());
    }
  }

  private void note(String name, JsonNode value) {
    if ((name.equals("resourceVersion") || name.equals("continue")) && value.isString()) {
      literalVersions.add(value.asString());
    }
    note(name);
    note(value);
  }

  private void note(String template) {
    ASKED_ADDRESS
        .matcher(template)
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .forEach(place -> askedAddresses.put(Ranges.address(place), place));
    ASKED_PORT
        .matcher(template)
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .forEach(place -> askedPorts.put((long) Ranges.FIRST_PORT + place, place));
    Stream.of(UID, TIME, NUMBER)
        .flatMap(pattern -> pattern.matcher(template).results())
        .map(MatchResult::group)
        .forEach(literals::add);
  }

  /** Remembers a name that the server made from a base. */
  void generated(String fullBase, String name) {
    String base = fullBase.substring(0, Math.min(fullBase.length(), LONGEST_BASE));
    if (!name.startsWith(base) || name.length() != base.length() + 5 || names.containsKey(name)) {
      return;
    }
    boolean usual = SUFFIX.matcher(name.substring(base.length())).matches();
    String shape = usual ? "gen" : "unusual-characters";
    names.put(name, base + "<" + shape + "-" + (names.size() + 1) + ">");
  }

  /** Runs something after which no version it has seen is remembered. */
  void withoutNewVersions(Runnable body) {
    Map<String, String> known = new HashMap<>(versions);
    body.run();
    versions = known;
  }

  /** The version of an object, or of a list, which depends on what else has happened. */
  String version(String value, boolean ofList) {
    if (!value.matches("\\d+") || value.equals("0")) {
      return value;
    }
    return ofList ? "<rv>" : token(versions, value, "<rv-");
  }

  private static <K> String token(Map<K, String> table, K value, String form) {
    String next = form + (table.size() + 1) + ">";
    return table.computeIfAbsent(value, key -> next);
  }

  /** A node port: a number that counts, or its token. */
  String port(long number) {
    Integer asked = askedPorts.get(number);
    if (asked != null) {
      return "<np%+d>".formatted(asked);
    }
    String text = String.valueOf(number);
    if (literals.contains(text) || !Ranges.isNodePort(number)) {
      return text;
    }
    long place = number - Ranges.FIRST_PORT;
    if (rehearsal && !ports.containsKey(number)) {
      return "<np%+d>".formatted(place);
    }
    return token(ports, number, place < Ranges.STATIC_PORTS ? "<np-static-" : "<np-dynamic-");
  }

  String text(String raw) {
    String text = QUOTED_OBJECT.matcher(raw).replaceAll("$1\"<object>\"");
    text = text.replace(namespace, "<ns>");
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    text = replace(UID, text, this::uid);
    text = replace(TIME, text, this::time);
    text = text.replace(Ranges.SERVICES, "<service-range>");
    text = replace(IPV4, text, this::address);
    if (text.contains("esourceVersion") || text.contains("esource version")) {
      text = replace(VERSION, text, this::versionInText);
    }
    return withPorts(text);
  }

  private static String replace(Pattern pattern, String text, Function<MatchResult, String> token) {
    return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(token.apply(found)));
  }

  private String uid(MatchResult found) {
    String uid = found.group();
    return literals.contains(uid) ? uid : token(uids, uid, "<uid-");
  }

  private String time(MatchResult found) {
    if (literals.contains(found.group())) {
      return found.group();
    }
    String fraction = found.group(1);
    return fraction == null ? "<time>" : "<time." + (fraction.length() - 1) + ">";
  }

  private String address(MatchResult found) {
    String address = found.group();
    OptionalInt place = Ranges.place(address);
    if (place.isEmpty()) {
      return address;
    }
    Integer asked = askedAddresses.get(address);
    if (asked != null || place.getAsInt() == 0) {
      return "<ip%+d>".formatted(asked == null ? 0 : asked);
    }
    boolean isStatic = place.getAsInt() <= Ranges.LAST_STATIC_ADDRESS;
    return token(addresses, address, isStatic ? "<ip-static-" : "<ip-dynamic-");
  }

  private String versionInText(MatchResult found) {
    String version = found.group(2);
    if (literalVersions.contains(version) || version.equals("0")) {
      return found.group();
    }
    boolean current = found.group(1).equals("current: ");
    return found.group(1) + (current ? "<rv>" : versions.getOrDefault(version, "<rv>"));
  }

  private String withPorts(String text) {
    if (Stream.of("port", "Port", "/TCP", "/UDP", "/SCTP").anyMatch(text::contains)) {
      String named = text.replace(Ranges.NODE_PORTS, "<node-port-range>");
      return replace(PORT, named, found -> port(Long.parseLong(found.group(1))));
    }
    return replace(PORT, text, found -> knownPort(found.group(1)));
  }

  private String knownPort(String text) {
    long number = Long.parseLong(text);
    boolean known = ports.containsKey(number) || askedPorts.containsKey(number);
    return known ? port(number) : text;
  }
}
