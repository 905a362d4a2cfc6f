// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.text;

import dev.coracle.kubelet.shell.process.Input;
import dev.coracle.kubelet.shell.process.Options;
import dev.coracle.kubelet.shell.process.ShellProcess;
import dev.coracle.kubelet.shell.process.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program {@code od}. */
final class OctalDump {

  private static final int ROW = 16;
  private static final Pattern TYPE = Pattern.compile("([acdoux])([1248CSIL]?)");
  private static final String NAMES =
      "nul soh stx etx eot enq ack bel  bs  ht  nl  vt  ff  cr  so  si dle dc1 dc2 dc3 dc4 nak syn"
          + " etb can  em sub esc  fs  gs  rs  us  sp";

  /** How the bytes of a row are written: as units of some bytes each. */
  private record Type(char kind, int size) {

    String row(byte[] bytes, int from, int to) {
      var row = new StringBuilder();
      for (int i = from; i < to; i += size) {
        long value = 0;
        for (int j = Math.min(to, i + size) - 1; j >= i; j--) {
          value = value << 8 | bytes[j] & 0xff;
        }
        row.append(unit(value));
      }
      return row.toString();
    }

    private String unit(long value) {
      return switch (kind) {
        case 'a' -> " " + name((int) value & 0x7f);
        case 'c' -> " " + character((int) value);
        case 'd' ->
            padded(Long.toString(value << (64 - 8 * size) >> (64 - 8 * size)), ' ', width());
        case 'u' -> padded(Long.toUnsignedString(value), ' ', width());
        case 'x' -> " " + padded(Long.toHexString(value), '0', 2 * size);
        default -> " " + padded(Long.toOctalString(value), '0', (8 * size + 2) / 3);
      };
    }

    /** The longest number and a blank before it. */
    private int width() {
      int[] digits = {0, 3, 5, 0, 10, 0, 0, 0, 20};
      return digits[size] + (kind == 'd' && size < 8 ? 2 : 1);
    }
  }

  private OctalDump() {}

  static int run(ShellProcess process) throws IOException, InterruptedException {
    Options options = Options.parse(process.args(), "A:t:N:j:vabcdoxw:");
    var all = new ByteArrayOutputStream();
    int status =
        Input.each(process, options.operands(), (name, in) -> all.write(in.readAllBytes()));
    byte[] bytes = all.toByteArray();
    int start = Math.min(bytes.length, options.number('j', 0));
    int most = options.number('N', Integer.MAX_VALUE);
    int end = (int) Math.min(bytes.length, (long) start + most);
    char radix = options.value('A').orElse("o").charAt(0);
    if (status == 0 || bytes.length > 0) {
      print(process, bytes, start, end, types(options), radix, options.has('v'));
    }
    return status;
  }

  private static List<Type> types(Options options) throws UsageException {
    var types = new ArrayList<Type>();
    for (String text : options.values('t')) {
      Matcher matcher = TYPE.matcher(text);
      int at = 0;
      while (matcher.find() && matcher.start() == at) {
        types.add(new Type(matcher.group(1).charAt(0), size(matcher.group(1), matcher.group(2))));
        at = matcher.end();
      }
      if (at < text.length()) {
        throw new UsageException("invalid type string '" + text + "'");
      }
    }
    String letters = "abcdox";
    List<Type> old =
        List.of(
            new Type('a', 1),
            new Type('o', 1),
            new Type('c', 1),
            new Type('u', 2),
            new Type('o', 2),
            new Type('x', 2));
    for (int i = 0; i < letters.length(); i++) {
      if (options.has(letters.charAt(i))) {
        types.add(old.get(i));
      }
    }
    return types.isEmpty() ? List.of(new Type('o', 2)) : types;
  }

  private static int size(String kind, String size) {
    if ("ac".contains(kind)) {
      return 1;
    }
    int letter = "CSIL".indexOf(size);
    return size.isEmpty() ? 4 : letter >= 0 ? 1 << letter : Integer.parseInt(size);
  }

  private static void print(
      ShellProcess process,
      byte[] bytes,
      int start,
      int end,
      List<Type> types,
      char radix,
      boolean all)
      throws IOException {
    var out = new StringBuilder();
    boolean starred = false;
    for (int at = start; at < end; at += ROW) {
      int to = Math.min(end, at + ROW);
      boolean repeated =
          !all && at > start && to - at == ROW && Arrays.equals(bytes, at - ROW, at, bytes, at, to);
      if (repeated) {
        out.append(starred ? "" : "*\n");
        starred = true;
        continue;
      }
      starred = false;
      String address = address(at, radix);
      for (Type type : types) {
        out.append(address).append(type.row(bytes, at, to)).append('\n');
        address = " ".repeat(address.length());
      }
    }
    out.append(radix == 'n' ? "" : address(end, radix) + "\n");
    process.print(out.toString());
  }

  private static String address(int at, char radix) {
    return switch (radix) {
      case 'n' -> "";
      case 'd' -> padded(Integer.toString(at), '0', 7);
      case 'x' -> padded(Integer.toHexString(at), '0', 6);
      default -> padded(Integer.toOctalString(at), '0', 7);
    };
  }

  private static String padded(String text, char with, int width) {
    return String.valueOf(with).repeat(Math.max(0, width - text.length())) + text;
  }

  private static String name(int b) {
    if (b == 0x7f) {
      return "del";
    }
    return b <= ' ' ? NAMES.substring(4 * b, 4 * b + 3) : "  " + (char) b;
  }

  private static String character(int b) {
    int simple = "\0\u0007\b\t\n\u000b\f\r".indexOf(b);
    if (simple >= 0) {
      return " \\" + "0abtnvfr".charAt(simple);
    }
    return b >= ' ' && b < 0x7f ? "  " + (char) b : padded(Integer.toOctalString(b), '0', 3);
  }
}
