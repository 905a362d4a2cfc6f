// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The record at hand and its fields. It is split when a field is asked for, by the separator that
 * there was when it was read; it is put together again when a field has changed.
 */
final class Fields {

  private static final int MOST = 1 << 20;

  private final Variables variables;
  private final Regexes regexes;
  private final List<Value> fields = new ArrayList<>();
  private Optional<Value> whole = Optional.of(Values.UNSET);
  private String separator = " ";
  private boolean paragraphs;
  private boolean isSplit;

  Fields(Variables variables, Regexes regexes) {
    this.variables = variables;
    this.regexes = regexes;
    variables.define(
        "NF",
        new Variable.Computed(() -> Values.of(count()), value -> setCount((int) value.number())));
  }

  /** Begins another record. */
  void setRecord(Value record) {
    whole = Optional.of(record);
    separator = variables.fieldSeparator();
    paragraphs = variables.recordSeparator().isEmpty();
    isSplit = false;
  }

  Value record() {
    if (whole.isEmpty()) {
      String joined =
          fields.stream()
              .map(variables::text)
              .collect(Collectors.joining(variables.outputFieldSeparator()));
      whole = Optional.of(Values.read(joined));
    }
    return whole.get();
  }

  int count() {
    split();
    return fields.size();
  }

  Value get(int index) {
    if (index == 0) {
      return record();
    }
    check(index);
    split();
    return index <= fields.size() ? fields.get(index - 1) : Values.UNSET;
  }

  void set(int index, Value value) {
    if (index == 0) {
      setRecord(Values.read(variables.text(value)));
      return;
    }
    check(index);
    split();
    resize(Math.max(index, fields.size()));
    fields.set(index - 1, value);
    whole = Optional.empty();
  }

  private void setCount(int count) {
    check(count);
    split();
    resize(count);
    whole = Optional.empty();
  }

  private static void check(int index) {
    if (index < 0) {
      throw new AwkException("Access to negative field");
    }
    if (index > MOST) {
      throw new AwkException("Out of memory");
    }
  }

  private void resize(int count) {
    while (fields.size() > count) {
      fields.remove(fields.size() - 1);
    }
    while (fields.size() < count) {
      fields.add(Values.UNSET);
    }
  }

  private void split() {
    if (isSplit) {
      return;
    }
    isSplit = true;
    fields.clear();
    String text = variables.text(record());
    Splitter splitter = Splitter.of(separator, paragraphs, regexes);
    splitter.split(text).forEach(field -> fields.add(Values.read(field)));
  }
}
