// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** The open files of a process by number; immutable. */
public record Descriptors(Map<Integer, InputStream> inputs, Map<Integer, OutputStream> outputs) {

  public Descriptors {
    inputs = Map.copyOf(inputs);
    outputs = Map.copyOf(outputs);
  }

  public static Descriptors of(InputStream in, OutputStream out, OutputStream err) {
    return new Descriptors(Map.of(0, in), Map.of(1, out, 2, err));
  }

  public InputStream in() {
    return inputs.getOrDefault(0, InputStream.nullInputStream());
  }

  public OutputStream out() {
    return outputs.getOrDefault(1, OutputStream.nullOutputStream());
  }

  public OutputStream err() {
    return outputs.getOrDefault(2, OutputStream.nullOutputStream());
  }

  public Descriptors withInput(int number, InputStream stream) {
    var changed = new HashMap<>(inputs);
    changed.put(number, stream);
    return new Descriptors(changed, outputs);
  }

  public Descriptors withOutput(int number, OutputStream stream) {
    var changed = new HashMap<>(outputs);
    changed.put(number, stream);
    return new Descriptors(inputs, changed);
  }

  public Descriptors without(int number) {
    var lessInputs = new HashMap<>(inputs);
    var lessOutputs = new HashMap<>(outputs);
    lessInputs.remove(number);
    lessOutputs.remove(number);
    return new Descriptors(lessInputs, lessOutputs);
  }
}
