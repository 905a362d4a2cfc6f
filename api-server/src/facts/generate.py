#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of facts about the built-in kinds.

  generate.py SWAGGER PROTO_DIR DISCOVERY_DIR > api-server/src/main/resources/dev/coracle/apiserver/schema/facts.txt
  generate.py --digests SWAGGER PROTO_DIR DISCOVERY_DIR

SWAGGER        the published OpenAPI v2 document (api/openapi-spec/swagger.json)
PROTO_DIR      a folder holding the published generated.proto files, at any depth
DISCOVERY_DIR  a folder holding the published discovery documents (api__v1.json, apis__GROUP__VERSION.json)

sources.txt beside this file names their version, where they are published and their digests; other
documents are refused. Which kinds: kinds.txt. How a field goes over the wire when it is empty:
fields.tsv. What none of them says: defaults.txt. The format is described in the package comment of
dev.coracle.apiserver.schema.
"""
import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
SCALARS = {
    'resource.Quantity': 'quantity', 'intstr.IntOrString': 'intOrString', 'v1.Time': 'time', 'v1.MicroTime': 'microTime',
    'v1.FieldsV1': 'raw', 'runtime.RawExtension': 'raw',
}


def lines(name):
    text = (HERE / name).read_text().splitlines()
    return [line for line in text if line and not line.startswith('#')]


def digest(path):
    """The SHA-256 of a file, or of the sorted "digest name" lines of the documents in a folder."""
    path = pathlib.Path(path)
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted([*path.rglob('generated.proto'), *path.glob('*.json')])
    listing = ''.join('%s %s\n' % (digest(f), f.relative_to(path).as_posix()) for f in files)
    return hashlib.sha256(listing.encode()).hexdigest()


def check_sources(paths):
    pinned = [line.split()[:2] for line in lines('sources.txt')]
    for (name, expected), path in zip(pinned, paths):
        found = digest(path)
        if found != expected:
            sys.exit('%s: %s has digest %s (expected: %s; see sources.txt)' % (name, path, found, expected))


def read_wire():
    """type -> {field: (presence, shape, Go type, embedded struct)}, the fields of embedded structs in the parent."""
    rows, embedded = {}, {}
    for line in lines('fields.tsv'):
        message, field, presence, shape, *inner = line.split('\t')
        rows.setdefault(message, {})
        if presence == 'inline':
            embedded.setdefault(message, []).append(message.rpartition('.')[0] + '.' + inner[0])
        else:
            rows[message][field] = (presence, shape, inner[0] if inner else '', '')

    def flat(message):
        result = {}
        for inner in embedded.get(message, ()):
            name = inner.rpartition('.')[2]
            for field, row in flat(inner).items():
                result[field] = row[:3] + (name + '.' + row[3] if row[3] else name,)
        result.update(rows[message])
        return result
    return {message: flat(message) for message in rows}


def wire_marks(wire, message, name, kind):
    """* for a pointer, + for what is written even when it is empty; then what Go's error texts say."""
    if name in ('apiVersion', 'kind') and name not in wire[message]:
        return []
    presence, shape, go_type, embedded = wire[message][name]
    marks = ['*'] if shape == 'pointer' else []
    # Named strings of other packages look like structs in fields.tsv; the schema knows better.
    plain = kind in ('string', 'bool', 'bytes') or kind.startswith(('int32', 'int64', 'list<', 'map<'))
    if presence == 'always' or presence == 'omitempty' and shape == 'struct' and not plain:
        marks.append('+')
    if go_type and re.fullmatch(r'(list<)?string>?', kind):
        marks.append('go:' + go_type)
    if embedded:
        marks.append('in:' + embedded)
    return marks


def short(name):
    """io.k8s.api.core.v1.Pod -> core.v1.Pod; io.k8s.apimachinery.pkg.apis.meta.v1.Time -> meta.v1.Time"""
    return '.'.join(name.split('.')[-3:])


def type_name(schema):
    if '$ref' in schema:
        ref = schema['$ref'].rsplit('/', 1)[1]
        scalar = SCALARS.get('.'.join(ref.split('.')[-2:]))
        return scalar or short(ref)
    kind = schema.get('type')
    if kind == 'array':
        return 'list<%s>' % type_name(schema['items'])
    if kind == 'object':
        return 'map<%s>' % type_name(schema['additionalProperties']) if 'additionalProperties' in schema else 'raw'
    return {'string': 'string', 'boolean': 'bool', 'integer': schema.get('format', 'int64'), 'number': 'double'}[kind] \
        if schema.get('format') != 'byte' else 'bytes'


def read_protos(folder):
    """short message name -> {field name: (number, short type name)}"""
    messages = {}
    for path in sorted(pathlib.Path(folder).rglob('generated.proto')):
        text = re.sub(r'//[^\n]*|/\*.*?\*/', '', path.read_text(), flags=re.S)
        package = re.search(r'package ([\w.]+);', text).group(1)
        for name, body in re.findall(r'message (\w+) \{(.*?)\n\}', text, flags=re.S):
            fields = {}
            for kind, field, number in re.findall(r'(?:optional|repeated|required)?\s*([\w.<>, ]+?)\s+(\w+) = (\d+)', body):
                kind = kind.replace('optional ', '').replace('repeated ', '').strip()
                full = kind[1:] if kind.startswith('.') else package + '.' + kind
                fields[field] = (number, short(full))
            messages[short(package + '.' + name)] = fields
    return messages


def number(messages, message, field, shown):
    """The field's number; 2.19 is field 19 of the embedded message 2, which JSON does not show."""
    fields = messages.get(message, {})
    for name, (digits, _) in fields.items():
        if name.lower() == field.lower():
            return digits
    for outer, inner_type in (f for name, f in fields.items() if name not in shown):
        inner = number(messages, inner_type, field, shown)
        if inner != '-':
            return outer + '.' + inner
    return '-'


def field_line(messages, message, name, definition, wire, default):
    schema = definition['properties'][name]
    words = [name, number(messages, message, name, definition['properties']), type_name(schema)]
    if name in definition.get('required', ()):
        words.append('!')
    words += wire_marks(wire, message, name, words[2])
    for key, label in (('patch-merge-key', 'key'), ('patch-strategy', 'patch'), ('list-type', 'list'), ('map-type', 'map')):
        if 'x-kubernetes-' + key in schema:
            words.append('%s:%s' % (label, schema['x-kubernetes-' + key]))
    if 'x-kubernetes-list-map-keys' in schema:
        words.append('keys:' + ','.join(schema['x-kubernetes-list-map-keys']))
    if default:
        words.append('= ' + default)
    return ' '.join(words)


def references(schema):
    if '$ref' in schema:
        yield schema['$ref'].rsplit('/', 1)[1]
    for key in ('items', 'additionalProperties'):
        if key in schema:
            yield from references(schema[key])


def constant(schema):
    value = schema.get('default')
    return None if value in (None, '', {}, 0, False) else json.dumps(value)


def write_types(definitions, messages, roots):
    wire = read_wire()
    defaults, nested = {}, {}
    for line in lines('defaults.txt'):
        kind, field, value = line.split(' ', 2)
        (nested if '.' in field else defaults).setdefault(kind, {})[field] = value
    queue, done = list(roots), set()
    while queue:
        full = queue.pop(0)
        name, definition = short(full), definitions[full]
        if full in done or 'properties' not in definition:
            continue
        done.add(full)
        atomic = definition.get('x-kubernetes-map-type')
        print('@%s%s' % (name, ' map:' + atomic if atomic else ''))
        for field, schema in sorted(definition['properties'].items()):
            default = defaults.get(name, {}).get(field) or constant(schema)
            print(field_line(messages, name, field, definition, wire, default))
            queue += references(schema)
        for path, value in nested.get(name, {}).items():
            print('%s = %s' % (path, value))


def subresource_line(name, resource, api_version):
    version = resource.get('version', '')
    gv = (resource.get('group') + '/' if resource.get('group') else '') + version if version else api_version
    return ' '.join(['sub', name, gv, resource['kind'], ','.join(resource['verbs'])])


def write_kind(words, discovery_folder, root):
    api_version, kind = words[0], words[1]
    skipped = [w[1:] for w in words[2:] if w.startswith('-')]
    if 'request' in words:
        print('kind %s %s %s' % (api_version, kind, short(root)))
        return
    file = ('api__' if '/' not in api_version else 'apis__') + api_version.replace('/', '__') + '.json'
    resources = json.loads((pathlib.Path(discovery_folder) / file).read_text())['resources']
    main = next(r for r in resources if r['kind'] == kind and '/' not in r['name'])
    print(' '.join([
        'kind', api_version, kind, short(root), main['name'], main['singularName'],
        'namespaced' if main['namespaced'] else 'cluster', ','.join(main['verbs']),
        'short:' + ','.join(main.get('shortNames', [])), 'in:' + ','.join(main.get('categories', [])),
        'hash:' + main.get('storageVersionHash', '')]))
    for resource in resources:
        plural, _, sub = resource['name'].partition('/')
        if plural == main['name'] and sub and sub not in skipped:
            print(subresource_line(sub, resource, api_version))


def root_of(definitions, api_version, kind):
    group, _, version = api_version.rpartition('/')
    package = (group.split('.')[0] or 'core') + '.' + version
    return next(d for d in definitions if short(d) == package + '.' + kind)


def main(swagger, protos, discovery):
    check_sources((swagger, protos, discovery))
    definitions = json.loads(pathlib.Path(swagger).read_text())['definitions']
    messages = read_protos(protos)
    kinds = [line.split() for line in lines('kinds.txt')]
    roots = [root_of(definitions, words[0], words[1]) for words in kinds]
    for words, root in zip(kinds, roots):
        write_kind(words, discovery, root)
    write_types(definitions, messages, roots)


if __name__ == '__main__':
    if sys.argv[1] == '--digests':
        print('\n'.join(digest(path) for path in sys.argv[2:]))
    else:
        main(*sys.argv[1:])
