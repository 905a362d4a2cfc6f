#!/usr/bin/env python3
"""Records what real programs answer to the rows of the tables beside it.

    apt-get install busybox dash
    python3 record.py [NAME.table ...]

A row is a command, perhaps some input, and what came of them:

    $ tr a-z A-Z        the command, run by `sh -c` in an empty directory; `. ` goes on with it
    < some input        a line of input
    > SOME INPUT        a line of output; the last one, if it does not end its line, has `>| `
    ? 0                 the exit status
    ~ coreutils         what dash and coreutils print instead, if that is something else

Whoever adds a row writes the first two kinds of lines; this script writes the others, from
busybox (or from bash, where the first line of a table says `# shell: bash`). What is written to
stderr is not recorded: it names programs and lines in each shell's own way.
"""
import os, pathlib, re, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent


def version(command, pattern):
    text = subprocess.run(command, capture_output=True, text=True)
    return re.search(pattern, text.stdout + text.stderr).group(0)


def busybox_path():
    """A directory with busybox under each of its names, so that nothing else is found."""
    directory = tempfile.mkdtemp()
    binary = shutil.which("busybox")
    for name in subprocess.check_output([binary, "--list"], text=True).split():
        os.symlink(binary, os.path.join(directory, name))
    return directory


def run(shell, path, command, given):
    work = tempfile.mkdtemp()
    environment = {"PATH": path, "HOME": "/root", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        done = subprocess.run(
            shell + ["-c", command], input=given.encode(), cwd=work, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
        return done.stdout.decode(errors="replace"), done.returncode
    finally:
        shutil.rmtree(work)


def shown(prefix, text):
    lines = text.split("\n")
    last = lines.pop()
    out = [f"{prefix} {line}" if line else prefix for line in lines]
    return out + ([f"{prefix}| {last}"] if last else [])


def rows(text):
    row = None
    for line in text.split("\n"):
        if line.startswith("$ "):
            if row: yield row
            row = {"command": [line[2:]], "input": [], "comment": []}
        elif row and line.startswith(". "):
            row["command"].append(line[2:])
        elif row and (line.startswith("< ") or line == "<"):
            row["input"].append(line[2:])
        elif line.startswith("#"):
            if row: yield row
            row = None
            yield line
    if row: yield row


def record(table, busybox):
    text = table.read_text()
    bash = "# shell: bash" in text
    out = []
    for row in rows(text):
        if isinstance(row, str):
            if not row.startswith("# recorded"):
                out.append(row)
            continue
        command = "\n".join(row["command"])
        given = "".join(line + "\n" for line in row["input"])
        shell = ["bash"] if bash else [os.path.join(busybox, "sh")]
        answer = run(shell, os.environ["PATH"] if bash else busybox, command, given)
        out.append("")
        out.append("$ " + command.replace("\n", "\n. "))
        out += ["< " + line if line else "<" for line in row["input"]]
        out += shown(">", answer[0])
        out.append(f"? {answer[1]}")
        if not bash:
            other = run(["dash"], os.environ["PATH"], command, given)
            if other != answer:
                out += shown("~", other[0]) if other[0] != answer[0] else []
                out += [f"~? {other[1]}"] if other[1] != answer[1] else []
    names = (
        version(["bash", "--version"], r"GNU bash, version \S+") if bash
        else version(["busybox"], r"BusyBox v\S+") + ", compared with dash and coreutils "
        + version(["ls", "--version"], r"\d\S+"))
    heads = [line for line in out if line.startswith("#")]
    body = [line for line in out if not line.startswith("#")]
    table.write_text("\n".join(heads + [f"# recorded with {names}"] + body) + "\n")


if __name__ == "__main__":
    directory = busybox_path()
    tables = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.table"))
    for each in tables:
        record(each, directory)
    shutil.rmtree(directory)
