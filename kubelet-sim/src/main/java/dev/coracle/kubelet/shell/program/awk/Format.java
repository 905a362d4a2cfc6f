// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.syntax.Conversion;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code printf} and {@code sprintf} make of a format and its values. */
final class Format {

  private static final Pattern CONVERSION =
      Pattern.compile("%(?:%|([-+ 0#]*(?:\\*|[0-9]*)(?:\\.(?:\\*|[0-9]*))?[hlqLjzt]*)([a-zA-Z]))");

  private final Variables variables;
  private final Iterator<Value> values;

  private Format(Variables variables, Iterator<Value> values) {
    this.variables = variables;
    this.values = values;
  }

  /** Formats values, the first of which is the format. */
  static String format(List<Value> values, Variables variables) {
    Iterator<Value> iterator = values.iterator();
    String format = variables.text(iterator.next());
    return new Format(variables, iterator).format(format);
  }

  private String format(String format) {
    Matcher matcher = CONVERSION.matcher(format);
    var out = new StringBuilder();
    int next = 0;
    while (matcher.find()) {
      out.append(format, next, matcher.start());
      out.append(matcher.group(2) == null ? "%" : converted(matcher));
      next = matcher.end();
    }
    return out.append(format.substring(next)).toString();
  }

  private String converted(Matcher matcher) {
    String options = matcher.group(1);
    while (options.contains("*")) {
      options = options.replaceFirst("\\*", Integer.toString((int) next().number()));
    }
    // A width of -5 from an argument reads as a flag and a width, and means just that.
    Conversion conversion = Conversion.parse(options.replace(".-", ".") + matcher.group(2));
    Value value = next();
    if (conversion.isInteger()) {
      return conversion.format((long) value.number());
    }
    if (conversion.isDecimal()) {
      return conversion.format(value.number());
    }
    return switch (conversion.kind()) {
      case 's' -> conversion.format(variables.text(value));
      case 'c' -> character(conversion, value);
      default -> throw new AwkException("Invalid format specifier");
    };
  }

  private String character(Conversion conversion, Value value) {
    if (value instanceof Value.Numeric || value instanceof Value.Unset) {
      return conversion.format(String.valueOf((char) ((int) value.number() & 0xff)));
    }
    String text = variables.text(value);
    return conversion.format(text.isEmpty() ? "\0" : text.substring(0, 1));
  }

  private Value next() {
    return values.hasNext() ? values.next() : Values.UNSET;
  }
}
