// SPDX-License-Identifier: Apache-2.0

package dev.coracle.unfold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What unfolded classes do, next to what the compiler's own do. */
class UnfoldTest {

  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final String PROLOGUE =
      """
      import java.util.*;
      import java.util.function.*;
      import java.util.stream.*;

      public class Sample {
        static final List<String> said = new ArrayList<>();
        static void say(Object what) { said.add(String.valueOf(what)); }
      """;

  @TempDir private Path directory;

  private Path jar() {
    return directory.resolve("sample.jar");
  }

  @Test
  void lambdas_captureEveryType() throws Exception {
    List<String> said =
        sameBeforeAndAfter(
            """
              public static void run() {
                boolean z = true; byte b = 1; short s = 2; char c = 'c'; int i = 3; long l = 4;
                float f = 5.5f; double d = 6.5; String t = "t"; int[] a = {7};
                Supplier<String> all =
                    () -> "" + z + b + s + c + i + l + f + d + t + a[0];
                say(all.get());
                DoubleBinaryOperator sum = (x, y) -> l + x * d + y;
                say(sum.applyAsDouble(2, 3));
                ((LongConsumer) x -> say(x + l)).accept(9);
              }
            """);

    assertThat(said).containsExactly("true12c345.56.5t7", "20.0", "13");
  }

  @Test
  void arguments_areBoxedUnboxedAndWidened() throws Exception {
    List<String> said =
        sameBeforeAndAfter(
            """
              static long twice(long x) { return 2 * x; }
              static int length(Object o) { return o.toString().length(); }
              static Integer boxed(int x) { return x; }
              static double half(float x) { return x / 2; }
              static <T extends Comparable<T>> T larger(T x, T y) { return x.compareTo(y) < 0 ? y : x; }
              public static void run() {
                Function<Integer, Long> widened = Sample::twice;
                say(widened.apply(21));
                ToIntFunction<String> primitive = Sample::length;
                say(primitive.applyAsInt("four"));
                ToLongFunction<String> wider = Sample::length;
                say(wider.applyAsLong("four"));
                IntFunction<Object> object = Sample::boxed;
                say(object.apply(5));
                IntToLongFunction unboxed = Sample::boxed;
                say(unboxed.applyAsLong(6));
                Function<Float, Object> result = Sample::half;
                say(result.apply(3f));
                BinaryOperator<String> bound = Sample::larger;
                say(bound.apply("a", "b"));
                IntConsumer dropped = Sample::twice;
                dropped.accept(1);
                Supplier<Number> number = () -> 7;
                say(number.get());
              }
            """);

    assertThat(said).containsExactly("42", "4", "4", "5", "6", "1.5", "b", "7");
  }

  @Test
  void references_reachMethodsAndConstructors_alsoPrivateOnes() throws Exception {
    List<String> said =
        sameBeforeAndAfter(
            """
              private final String name;
              private Sample(String name) { this.name = name; }
              private String greet(String other) { return name + " greets " + other; }
              @Override public String toString() { return "Sample " + name; }
              static class Base { String who() { return "base"; } }
              static class Derived extends Base {
                private Supplier<String> mine() { return () -> "mine"; }
                @Override String who() { return "derived"; }
                Supplier<String> above() { return super::who; }
                class Deeper { private Supplier<Object> outer() { return () -> mine().get() + who(); } }
              }
              interface Shape {
                private String hidden(int x) { return "hidden " + x; }
                default IntFunction<String> open() { return this::hidden; }
                static Supplier<String> of(String s) { return () -> "shape " + s; }
              }
              public static void run() {
                Function<String, Sample> make = Sample::new;
                Sample sample = make.apply("one");
                UnaryOperator<String> bound = sample::greet;
                say(bound.apply("two"));
                BiFunction<Sample, String, String> free = Sample::greet;
                say(free.apply(sample, "three"));
                say(new Derived().above().get());
                say(new Derived().new Deeper().outer().get());
                say(new Shape() {}.open().apply(4));
                say(Shape.of("x").get());
                IntFunction<int[]> arrays = int[]::new;
                say(arrays.apply(3).length);
                say(Stream.of("b", "a").sorted(Comparator.naturalOrder()).map(String::toUpperCase)
                    .collect(Collectors.joining(",")));
                Runnable nested = () -> { Runnable inner = () -> say(sample); inner.run(); };
                nested.run();
              }
            """);

    assertThat(said)
        .containsExactly(
            "one greets two",
            "one greets three",
            "base",
            "minederived",
            "hidden 4",
            "shape x",
            "3",
            "A,B",
            "Sample one");
  }

  @Test
  void records_compareHashAndPrintAsTheirs() throws Exception {
    List<String> said =
        sameBeforeAndAfter(
            """
              record Empty() {}
              record All(boolean z, byte b, short s, char c, int i, long l, float f, double d,
                  String t, List<String> list, int[] array) {}
              record Own(int x) { @Override public int hashCode() { return 9; } }
              record Pair<T>(T left, T right) {}
              public static void run() {
                int[] array = {};
                All all = new All(true, (byte) 1, (short) 2, 'c', 3, 4, Float.NaN, 0.0, null,
                    List.of("x"), array);
                All same = new All(true, (byte) 1, (short) 2, 'c', 3, 4, Float.NaN, 0.0, null,
                    List.of("x"), array);
                say(all.equals(same) + " " + (all.hashCode() == same.hashCode()));
                say(all.equals(new All(true, (byte) 1, (short) 2, 'c', 3, 4, Float.NaN, -0.0, null,
                    List.of("x"), array)));
                say(all.equals(new All(true, (byte) 1, (short) 2, 'c', 3, 5, Float.NaN, 0.0, null,
                    List.of("x"), array)));
                say(all.equals(new All(true, (byte) 1, (short) 2, 'd', 3, 4, Float.NaN, 0.0, null,
                    List.of("x"), array)));
                say(all.equals(null) + " " + all.equals("all"));
                say(all.toString().replaceFirst("@.*", "@"));
                say(new Pair<>("l", 2).hashCode() + " " + new Pair<>("l", 2));
                say(new Empty() + " " + new Empty().hashCode() + new Empty().equals(new Empty()));
                say(new Own(3).hashCode() + " " + new Own(3));
                record Local(int y) {}
                say(new Local(5));
              }
            """);

    assertThat(said)
        .containsExactly(
            "true true",
            "false",
            "false",
            "false",
            "false false",
            "All[z=true, b=1, s=2, c=c, i=3, l=4, f=NaN, d=0.0, t=null, list=[x], array=[I@",
            "3350 Pair[left=l, right=2]",
            "Empty[] 0true",
            "9 Own[x=3]",
            "Local[y=5]");
  }

  @Test
  void whatIsMarkedOrSerializable_staysALambda() throws Exception {
    compile(
        """
          public static void run() {
            Runnable task = (Runnable & java.io.Serializable) () -> say("kept");
            task.run();
          }
        """);

    Unfold.jar(jar());

    assertThat(dynamicCalls()).contains("altMetafactory");
    assertThat(run()).containsExactly("kept");
  }

  @Test
  void whatIsUnfolded_isLeftAlone() throws Exception {
    compile("  public static void run() { Runnable task = () -> say(1); task.run(); }\n");
    Unfold.jar(jar());
    byte[] once = Files.readAllBytes(jar());

    Unfold.jar(jar());

    assertThat(Files.readAllBytes(jar())).isEqualTo(once);
    assertThat(run()).containsExactly("1");
  }

  @Test
  void otherEntries_keepTheirOrderTheirTimesAndTheirBytes() throws Exception {
    compile("  public static void run() { Runnable task = () -> say(1); task.run(); }\n");
    JarContent before = JarContent.read(jar());

    Unfold.jar(jar());

    Map<String, JarContent.Entry> after = JarContent.read(jar()).entries();
    assertThat(after.keySet())
        .containsExactly("META-INF/versions/21/Other.class", "Sample.class", "Sample$$1.class");
    assertThat(after.values()).extracting(JarContent.Entry::time).containsOnly(TIME);
    assertThat(after.get("META-INF/versions/21/Other.class").bytes())
        .isEqualTo(before.entries().get("META-INF/versions/21/Other.class").bytes());
  }

  /** What the code says, which must be the same when it is unfolded. */
  private List<String> sameBeforeAndAfter(String members) throws Exception {
    compile(members);
    List<String> before = run();
    Unfold.jar(jar());
    assertThat(dynamicCalls()).isEmpty();
    assertThat(run()).isEqualTo(before);
    return before;
  }

  private void compile(String members) throws IOException {
    Path source = Files.writeString(directory.resolve("Sample.java"), PROLOGUE + members + "}\n");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-XDstringConcat=inline",
                "-d",
                directory.toString(),
                source.toString());
    assertThat(result).isZero();
    pack();
  }

  private void pack() throws IOException {
    Map<String, JarContent.Entry> entries = new LinkedHashMap<>();
    entries.put("META-INF/versions/21/Other.class", new JarContent.Entry(TIME, new byte[] {1}));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String name = file.getFileName().toString();
        entries.put(name, new JarContent.Entry(TIME, Files.readAllBytes(file)));
      }
    }
    new JarContent(entries).write(jar());
  }

  @SuppressWarnings("unchecked")
  private List<String> run() throws Exception {
    URL[] path = {jar().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      Class<?> sample = loader.loadClass("Sample");
      sample.getMethod("run").invoke(null);
      var said = sample.getDeclaredField("said");
      said.setAccessible(true);
      return (List<String>) said.get(null);
    }
  }

  /** The bootstrap methods of the dynamic calls that are left. */
  private List<String> dynamicCalls() throws IOException {
    List<String> bootstraps = new ArrayList<>();
    for (byte[] bytes : JarContent.read(jar()).classes().values()) {
      new ClassReader(bytes).accept(new DynamicCalls(bootstraps), 0);
    }
    return bootstraps;
  }

  private static final class DynamicCalls extends ClassVisitor {

    private final List<String> bootstraps;

    DynamicCalls(List<String> bootstraps) {
      super(Opcodes.ASM9);
      this.bootstraps = bootstraps;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInvokeDynamicInsn(
            String name, String descriptor, Handle bootstrap, Object... arguments) {
          bootstraps.add(bootstrap.getName());
        }
      };
    }
  }
}
