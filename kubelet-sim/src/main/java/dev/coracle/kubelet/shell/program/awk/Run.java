// SPDX-License-Identifier: Apache-2.0

package dev.coracle.kubelet.shell.program.awk;

import dev.coracle.kubelet.shell.process.ShellProcess;
import java.util.List;

/** What the parts of one run of a program share. */
record Run(
    ShellProcess process,
    Script script,
    Variables variables,
    Regexes regexes,
    Fields fields,
    Streams streams,
    MainInput input,
    Numbers numbers) {

  /** Sets a run up, with its arguments and its environment in variables. */
  static Run of(ShellProcess process, Script script, List<String> arguments) {
    var variables = new Variables();
    var regexes = new Regexes(variables);
    var streams = new Streams(process);
    variables.set("NR", 0);
    variables.set("FNR", 0);
    variables.set("ARGC", arguments.size());
    variables.setArray("ARGV", arguments.stream().map(Streams::taken).toList());
    AwkArray environment = variables.get("ENVIRON").array();
    process
        .env()
        .forEach((name, value) -> environment.put(name, Values.read(Streams.taken(value))));
    return new Run(
        process,
        script,
        variables,
        regexes,
        new Fields(variables, regexes),
        streams,
        new MainInput(streams, variables, regexes),
        new Numbers());
  }
}
