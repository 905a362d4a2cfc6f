// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import static java.util.Objects.requireNonNull;

import dev.coracle.kubelet.shell.syntax.DateFormat;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** The functions of the language. */
final class BuiltIns {

  private static final Locale ASCII = Locale.ROOT;
  private static final String DEFAULT_DATE = "%a %b %e %H:%M:%S %Z %Y";
  private static final Map<String, Function> ALL =
      Map.ofEntries(
          Map.entry("length", BuiltIns::length),
          Map.entry("substr", BuiltIns::substring),
          Map.entry("index", BuiltIns::index),
          Map.entry(
              "tolower", (calls, given) -> Values.of(calls.text(given, 0).toLowerCase(ASCII))),
          Map.entry(
              "toupper", (calls, given) -> Values.of(calls.text(given, 0).toUpperCase(ASCII))),
          Map.entry("split", BuiltIns::split),
          Map.entry("match", BuiltIns::match),
          Map.entry("sub", (calls, given) -> calls.substitution.sub(given, false)),
          Map.entry("gsub", (calls, given) -> calls.substitution.sub(given, true)),
          Map.entry("gensub", (calls, given) -> calls.substitution.general(given)),
          Map.entry("sprintf", BuiltIns::sprintf),
          Map.entry("int", number(BuiltIns::whole)),
          Map.entry("sqrt", number(Math::sqrt)),
          Map.entry("exp", number(Math::exp)),
          Map.entry("log", number(Math::log)),
          Map.entry("sin", number(Math::sin)),
          Map.entry("cos", number(Math::cos)),
          Map.entry("atan2", BuiltIns::arcTangent),
          Map.entry("rand", (calls, given) -> Values.of(calls.run.numbers().next())),
          Map.entry("srand", BuiltIns::seed),
          Map.entry("and", bits((a, b) -> a & b)),
          Map.entry("or", bits((a, b) -> a | b)),
          Map.entry("xor", bits((a, b) -> a ^ b)),
          Map.entry("lshift", bits((a, b) -> a << b)),
          Map.entry("rshift", bits((a, b) -> a >>> b)),
          Map.entry("compl", BuiltIns::complement),
          Map.entry("system", BuiltIns::system),
          Map.entry("close", BuiltIns::close),
          Map.entry("fflush", BuiltIns::flush),
          Map.entry("systime", (calls, given) -> Values.of(calls.now())),
          Map.entry("strftime", BuiltIns::formatTime),
          Map.entry("mktime", BuiltIns::makeTime));

  private final Run run;
  private final Evaluator evaluator;
  private final Substitution substitution;

  /** A function over the expressions that it is given. */
  @FunctionalInterface
  private interface Function {
    Value call(BuiltIns calls, List<Expression> given) throws IOException, InterruptedException;
  }

  BuiltIns(Run run, Evaluator evaluator) {
    this.run = run;
    this.evaluator = evaluator;
    this.substitution = new Substitution(run, evaluator);
  }

  static boolean contains(String name) {
    return ALL.containsKey(name);
  }

  Value call(String name, List<Expression> given) throws IOException, InterruptedException {
    return requireNonNull(ALL.get(name), name).call(this, given);
  }

  private String text(List<Expression> given, int index) {
    return evaluator.text(argument(given, index));
  }

  private double number(List<Expression> given, int index) {
    return evaluator.number(argument(given, index));
  }

  static Expression argument(List<Expression> given, int index) {
    if (index >= given.size()) {
      throw new AwkException("Too few arguments for builtin");
    }
    return given.get(index);
  }

  private static Function number(DoubleUnaryOperator operator) {
    return (calls, given) -> Values.of(operator.applyAsDouble(calls.number(given, 0)));
  }

  private static Function bits(LongBinaryOperator operator) {
    return (calls, given) ->
        Values.of(
            unsigned(
                operator.applyAsLong(
                    (long) calls.number(given, 0), (long) calls.number(given, 1))));
  }

  private static Value complement(BuiltIns calls, List<Expression> given) {
    return Values.of(unsigned(~(long) calls.number(given, 0)));
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
  }

  private static double whole(double number) {
    return number < 0 ? Math.ceil(number) + 0.0 : Math.floor(number);
  }

  private static Value arcTangent(BuiltIns calls, List<Expression> given) {
    return Values.of(Math.atan2(calls.number(given, 0), calls.number(given, 1)));
  }

  private static Value length(BuiltIns calls, List<Expression> given) {
    if (given.isEmpty()) {
      return Values.of(calls.run.variables().text(calls.run.fields().record()).length());
    }
    if (given.get(0) instanceof Expression.Name name && calls.evaluator.variable(name).isArray()) {
      return Values.of(calls.evaluator.array(name).size());
    }
    return Values.of(calls.text(given, 0).length());
  }

  /** As in BusyBox, what begins before the first character is as long as is asked for. */
  private static Value substring(BuiltIns calls, List<Expression> given) {
    String text = calls.text(given, 0);
    double start = Math.max(1, whole(calls.number(given, 1)));
    int from = (int) Math.min(start, text.length() + 1.0) - 1;
    double length = given.size() > 2 ? whole(calls.number(given, 2)) : text.length();
    int to = (int) Math.max(from, Math.min(from + length, text.length()));
    return Values.of(text.substring(from, to));
  }

  private static Value index(BuiltIns calls, List<Expression> given) {
    String text = calls.text(given, 0);
    String part = calls.text(given, 1);
    if (!calls.run.variables().ignoresCase()) {
      return Values.of(text.indexOf(part) + 1);
    }
    return Values.of(text.toLowerCase(ASCII).indexOf(part.toLowerCase(ASCII)) + 1);
  }

  private static Value split(BuiltIns calls, List<Expression> given) {
    String text = calls.text(given, 0);
    Splitter splitter = calls.splitter(given);
    if (!(argument(given, 1) instanceof Expression.Name name)) {
      throw new AwkException("Not an array");
    }
    AwkArray array = calls.evaluator.array(name);
    array.clear();
    List<String> fields = splitter.split(text);
    for (int i = 0; i < fields.size(); i++) {
      array.put(Integer.toString(i + 1), Values.read(fields.get(i)));
    }
    return Values.of(fields.size());
  }

  private Splitter splitter(List<Expression> given) {
    if (given.size() < 3) {
      return Splitter.of(run.variables().fieldSeparator(), false, run.regexes());
    }
    return given.get(2) instanceof Expression.Regex regex
        ? Splitter.by(run.regexes().compile(regex.source()))
        : Splitter.of(text(given, 2), false, run.regexes());
  }

  private static Value match(BuiltIns calls, List<Expression> given) {
    var matcher = calls.evaluator.pattern(argument(given, 1)).matcher(calls.text(given, 0));
    boolean found = matcher.find();
    int start = found ? matcher.start() + 1 : 0;
    calls.run.variables().set("RSTART", start);
    calls.run.variables().set("RLENGTH", found ? matcher.end() - matcher.start() : -1);
    return Values.of(start);
  }

  private static Value sprintf(BuiltIns calls, List<Expression> given) {
    argument(given, 0);
    List<Value> values = given.stream().map(calls.evaluator::value).toList();
    return Values.of(Format.format(values, calls.run.variables()));
  }

  private static Value seed(BuiltIns calls, List<Expression> given) {
    double seed = given.isEmpty() ? calls.now() : calls.number(given, 0);
    return Values.of(calls.run.numbers().begin(seed));
  }

  private static Value system(BuiltIns calls, List<Expression> given) throws IOException {
    return Values.of(calls.run.streams().system(calls.text(given, 0)));
  }

  private static Value close(BuiltIns calls, List<Expression> given)
      throws IOException, InterruptedException {
    return Values.of(calls.run.streams().close(calls.text(given, 0)));
  }

  private static Value flush(BuiltIns calls, List<Expression> given) throws IOException {
    calls.run.streams().flush();
    return Values.ZERO;
  }

  private double now() {
    return run.process().session().time().now().getEpochSecond();
  }

  private static Value formatTime(BuiltIns calls, List<Expression> given) {
    String format = given.isEmpty() ? DEFAULT_DATE : calls.text(given, 0);
    double seconds = given.size() < 2 ? calls.now() : calls.number(given, 1);
    return Values.of(DateFormat.format(Instant.ofEpochSecond((long) seconds), format));
  }

  private static Value makeTime(BuiltIns calls, List<Expression> given) {
    String[] parts = calls.text(given, 0).strip().split("\\s+");
    try {
      var start =
          LocalDateTime.of(Integer.parseInt(parts[0]), 1, 1, 0, 0)
              .plusMonths(Long.parseLong(parts[1]) - 1)
              .plusDays(Long.parseLong(parts[2]) - 1)
              .plusHours(Long.parseLong(parts[3]))
              .plusMinutes(Long.parseLong(parts[4]))
              .plusSeconds(Long.parseLong(parts[5]));
      return Values.of((double) start.toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
      return Values.of(-1);
    }
  }
}
