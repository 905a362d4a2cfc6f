// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reader of one IP address.
 *
 * @see <a href="https://github.com/golang/go/blob/go1.25.0/src/net/netip/netip.go">ParseAddr</a>
 * @see <a href=
 *     "https://github.com/kubernetes/utils/blob/master/internal/third_party/forked/golang/net/ip.go">
 *     the older ParseIP, as Kubernetes keeps it</a>
 */
final class IpParser {

  private static final int GROUPS = 8;

  private final String text;
  private final Zeros zeros;

  IpParser(String text, Zeros zeros) {
    this.text = text;
    this.zeros = zeros;
  }

  /** Whether numbers may have zeros in front: of an octet any, of a group more than four digits. */
  enum Zeros {
    REFUSED,
    ACCEPTED
  }

  Optional<IpAddress> parse() {
    return text.indexOf(':') < 0
        ? quad(text).map(IpAddress::ofIpv4)
        : groups().map(g -> IpAddress.ofIpv6(number(g.subList(0, 4)), number(g.subList(4, 8))));
  }

  private static long number(List<Integer> groups) {
    long value = 0;
    for (int group : groups) {
      value = value << 16 | group;
    }
    return value;
  }

  private Optional<Long> quad(String quad) {
    String[] octets = quad.split("\\.", -1);
    long value = 0;
    for (String octet : octets) {
      if (!isNumber(octet, 10, 3) || Integer.parseInt(octet) > 255 || hasOddZeros(octet)) {
        return Optional.empty();
      }
      value = value << 8 | Integer.parseInt(octet);
    }
    return octets.length == 4 ? Optional.of(value) : Optional.empty();
  }

  private boolean hasOddZeros(String octet) {
    return zeros == Zeros.REFUSED && octet.length() > 1 && octet.charAt(0) == '0';
  }

  /** The eight groups, those that {@code ::} stands for too. */
  private Optional<List<Integer>> groups() {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(groups -> groups.size() == GROUPS);
    }
    String before = text.substring(0, gap);
    if (before.indexOf('.') >= 0) {
      return Optional.empty();
    }
    Optional<List<Integer>> tail = groups(text.substring(gap + 2));
    return groups(before).flatMap(head -> tail.flatMap(rest -> join(head, rest)));
  }

  /** The gap stands for one group of zeros at least. */
  private static Optional<List<Integer>> join(List<Integer> head, List<Integer> tail) {
    List<Integer> groups = new ArrayList<>(head);
    while (groups.size() + tail.size() < GROUPS) {
      groups.add(0);
    }
    groups.addAll(tail);
    boolean filled = head.size() + tail.size() < GROUPS;
    return filled ? Optional.of(groups) : Optional.empty();
  }

  private Optional<List<Integer>> groups(String part) {
    List<Integer> groups = new ArrayList<>();
    String[] texts = part.isEmpty() ? new String[0] : part.split(":", -1);
    for (int i = 0; i < texts.length; i++) {
      boolean last = i == texts.length - 1;
      if (!(last && texts[i].indexOf('.') >= 0
          ? addQuad(texts[i], groups)
          : add(texts[i], groups))) {
        return Optional.empty();
      }
    }
    return Optional.of(groups);
  }

  private boolean addQuad(String quad, List<Integer> groups) {
    Optional<Long> value = quad(quad);
    value.ifPresent(
        number -> {
          groups.add((int) (number >>> 16));
          groups.add((int) (number & 0xffff));
        });
    return value.isPresent();
  }

  private boolean add(String group, List<Integer> groups) {
    return isNumber(group, 16, 4) && groups.add(Integer.parseInt(group, 16));
  }

  /**
   * Whether it is a number of so many digits, not counting zeros in front where they do no harm.
   */
  private boolean isNumber(String digits, int radix, int most) {
    boolean digitsOnly = digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    String counted = zeros == Zeros.ACCEPTED ? digits.replaceFirst("^0+(?=.)", "") : digits;
    return digitsOnly && !digits.isEmpty() && counted.length() <= most;
  }
}
