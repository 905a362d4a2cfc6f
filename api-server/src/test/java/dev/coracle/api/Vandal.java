// SPDX-License-Identifier: Apache-2.0

package dev.coracle.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.JsonNode.OverwriteMode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.databind.util.RawValue;

/**
 * Somebody who tries everything to change what is handed to them: each public method with arguments
 * of every kind, and every change to what the methods return.
 */
final class Vandal {

  private static final Map<Class<?>, List<Object>> ARGUMENTS =
      Map.ofEntries(
          Map.entry(String.class, List.of("name", "new", "items")),
          Map.entry(Object.class, List.of("name", wrecked())),
          Map.entry(JsonNode.class, List.of(StringNode.valueOf("wrecked"))),
          Map.entry(int.class, List.of(0, 1)),
          Map.entry(boolean.class, List.of(true)),
          Map.entry(Boolean.class, List.of(true)),
          Map.entry(short.class, List.of((short) 7)),
          Map.entry(Short.class, List.of((short) 7)),
          Map.entry(Integer.class, List.of(7)),
          Map.entry(long.class, List.of(7L)),
          Map.entry(Long.class, List.of(7L)),
          Map.entry(float.class, List.of(7f)),
          Map.entry(Float.class, List.of(7f)),
          Map.entry(double.class, List.of(7d)),
          Map.entry(Double.class, List.of(7d)),
          Map.entry(BigDecimal.class, List.of(BigDecimal.TEN)),
          Map.entry(BigInteger.class, List.of(BigInteger.TEN)),
          Map.entry(byte[].class, List.of(new byte[] {7})),
          Map.entry(RawValue.class, List.of(new RawValue("7"))),
          Map.entry(String[].class, List.of((Object) new String[] {"name"})),
          Map.entry(Collection.class, List.of(List.of(), List.of("name"), List.of(wrecked()))),
          Map.entry(Map.class, List.of(Map.of("new", StringNode.valueOf("wrecked")))),
          Map.entry(JsonPointer.class, List.of(JsonPointer.compile("/name"), pointer("/a/b"))),
          Map.entry(OverwriteMode.class, List.of(OverwriteMode.ALL)),
          Map.entry(Predicate.class, List.of((Predicate<Object>) x -> true)),
          Map.entry(Consumer.class, List.of((Consumer<Object>) x -> {})),
          Map.entry(BiConsumer.class, List.of((BiConsumer<Object, Object>) (x, y) -> {})),
          Map.entry(Function.class, List.of((Function<Object, Object>) x -> wrecked())),
          Map.entry(UnaryOperator.class, List.of((UnaryOperator<Object>) x -> wrecked())),
          Map.entry(
              BiFunction.class, List.of((BiFunction<Object, Object, Object>) (x, y) -> wrecked())),
          Map.entry(Comparator.class, List.of((Comparator<Object>) (x, y) -> -1)));

  private Vandal() {}

  private static JsonPointer pointer(String text) {
    return JsonPointer.compile(text);
  }

  private static Object wrecked() {
    return StringNode.valueOf("wrecked");
  }

  /** Tries everything on a tree and on every part of it. */
  static void wreckTree(JsonNode tree) {
    List<JsonNode> parts = new ArrayList<>(List.of(tree));
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).forEach(parts::add);
    }
    parts.forEach(Vandal::wreck);
  }

  /** Tries everything on one thing. */
  static void wreck(Object thing) {
    methods(thing).forEach(method -> wreck(thing, method));
  }

  /** The names of the methods that change a thing, each tried on a fresh one. */
  static Set<String> changers(java.util.function.Supplier<?> fresh) {
    Set<String> changers = new LinkedHashSet<>();
    for (Method method : methods(fresh.get())) {
      Object thing = fresh.get();
      String before = thing.toString();
      wreck(thing, method);
      if (!thing.toString().equals(before)) {
        changers.add(method.getName());
      }
    }
    return changers;
  }

  private static List<Method> methods(Object thing) {
    return Arrays.stream(thing.getClass().getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getDeclaringClass() != Object.class)
        .toList();
  }

  private static void wreck(Object thing, Method method) {
    for (Object[] arguments : arguments(method.getParameterTypes())) {
      try {
        method.setAccessible(true);
        wreckResult(method.invoke(thing, arguments));
      } catch (InvocationTargetException refused) {
        // As it should be; whether it left something changed is asked afterwards.
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void wreckResult(@Nullable Object result) {
    if (result instanceof Map.Entry<?, ?> entry) {
      attempt(() -> set(entry));
    } else if (result instanceof Iterator<?> iterator) {
      while (iterator.hasNext()) {
        wreckResult(iterator.next());
        attempt(iterator::remove);
      }
    } else if (result instanceof Collection<?> collection) {
      wreckResult(collection.iterator());
      attempt(() -> collection.removeIf(x -> true));
      attempt(collection::clear);
      attempt(() -> add(collection));
      if (collection instanceof List<?> list) {
        attempt(() -> list.remove(0));
        attempt(() -> list.sort((x, y) -> -1));
        wreckResult(list.listIterator());
        attempt(() -> list.subList(0, 1).clear());
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void set(Map.Entry<?, ?> entry) {
    ((Map.Entry<Object, Object>) entry).setValue(wrecked());
  }

  @SuppressWarnings("unchecked")
  private static void add(Collection<?> collection) {
    ((Collection<Object>) collection).add(wrecked());
  }

  private static void attempt(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException refused) {
      // As it should be.
    }
  }

  /** Every combination of the sample arguments. */
  private static List<Object[]> arguments(Class<?>[] types) {
    List<Object[]> lists = new ArrayList<>();
    lists.add(new Object[types.length]);
    for (int i = 0; i < types.length; i++) {
      List<Object[]> longer = new ArrayList<>();
      for (Object[] list : lists) {
        for (Object sample : samples(types[i])) {
          Object[] more = list.clone();
          more[i] = sample;
          longer.add(more);
        }
      }
      lists = longer;
    }
    return lists;
  }

  private static List<Object> samples(Class<?> type) {
    List<Object> samples = ARGUMENTS.get(type);
    if (samples != null) {
      return samples;
    }
    if (type.getName().endsWith("ObjectNode")) {
      return List.of(Json.object().put("new", "wrecked"));
    }
    if (type.getName().endsWith("ArrayNode")) {
      return List.of(Json.array().add("wrecked"));
    }
    return type.isPrimitive() ? List.of() : Collections.singletonList(null);
  }
}
