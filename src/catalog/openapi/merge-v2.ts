import type { Schema } from './schemas.ts';

/** The part of another server's document of version 2 that is about one version of a group. */
export interface PartV2 {
  readonly paths: Readonly<Record<string, Schema>>;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly parameters: Readonly<Record<string, Schema>>;
}

/** Deeper documents are nobody's; every step below goes this deep at most. */
const DEPTH_MAX = 200;
/** Types that all servers share, whatever words they have for them. */
const SHARED = 'io.k8s.apimachinery.';
const REF = /^#\/(definitions|parameters)\/(.+)$/;

/**
 * What a document says of the paths below a prefix, and the types that these mention.
 * @throws for what is no document
 */
export function partOfV2(document: unknown, prefix: string): PartV2 {
  const source = document as Partial<Record<keyof PartV2, Record<string, Schema>>>;
  const all = { definitions: source.definitions ?? {}, parameters: source.parameters ?? {} };
  const paths = Object.fromEntries(
    Object.entries(source.paths ?? {}).filter(([path]) => path.startsWith(prefix)),
  );
  const found = { definitions: new Map<string, Schema>(), parameters: new Map<string, Schema>() };
  const pending: unknown[] = Object.values(paths);
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const [kind, name] of refsIn(value)) {
      const schema = Object.hasOwn(all[kind], name) ? all[kind][name] : undefined;
      if (schema === undefined || found[kind].has(name)) continue;
      found[kind].set(name, schema);
      pending.push(schema);
    }
  }
  return {
    paths,
    definitions: Object.fromEntries(found.definitions),
    parameters: Object.fromEntries(found.parameters),
  };
}

/** A document with parts of others: paths that it has stay, types of the same name get another. */
export function mergeV2(document: Schema, parts: readonly PartV2[]): Schema {
  const paths = new Map(entriesOf(document['paths']));
  const definitions = new Map(entriesOf(document['definitions']));
  const parameters = new Map(entriesOf(document['parameters']));
  for (const part of parts) {
    const names = {
      definitions: namesFor(part.definitions, definitions),
      parameters: namesFor(part.parameters, parameters),
    };
    const renamed = (value: Schema): Schema => withNames(value, names) as Schema;
    for (const [path, item] of Object.entries(part.paths)) {
      if (!paths.has(path)) paths.set(path, renamed(item));
    }
    for (const [name, schema] of Object.entries(part.definitions)) {
      const own = names.definitions.get(name) ?? name;
      if (!definitions.has(own)) definitions.set(own, renamed(schema));
    }
    for (const [name, schema] of Object.entries(part.parameters)) {
      const own = names.parameters.get(name) ?? name;
      if (!parameters.has(own)) parameters.set(own, renamed(schema));
    }
  }
  return {
    ...document,
    paths: sorted(paths),
    definitions: sorted(definitions),
    parameters: sorted(parameters),
  };
}

type Kind = 'definitions' | 'parameters';
type Names = Readonly<Record<Kind, ReadonlyMap<string, string>>>;

/** The names that types of a part have in the whole. */
function namesFor(
  part: Readonly<Record<string, Schema>>,
  whole: ReadonlyMap<string, Schema>,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(part)) {
    let own = name;
    for (let count = 2; !fits(own, schema, whole); count++) own = `${name}_v${count}`;
    names.set(name, own);
  }
  return names;
}

function fits(name: string, schema: Schema, whole: ReadonlyMap<string, Schema>): boolean {
  const known = whole.get(name);
  return known === undefined || name.startsWith(SHARED) || shapeOf(known) === shapeOf(schema);
}

/** What a type is apart from the words about it. */
function shapeOf(schema: Schema): string {
  return JSON.stringify(copy(schema, 0, (key, value) => (key === 'description' ? '' : value)));
}

function withNames(value: unknown, names: Names): unknown {
  return copy(value, 0, (key, each) => {
    const [, kind, name] = key === '$ref' && typeof each === 'string' ? (REF.exec(each) ?? []) : [];
    if (kind === undefined || name === undefined) return each;
    return `#/${kind}/${names[kind as Kind].get(name) ?? name}`;
  });
}

/** A copy with sorted members. @throws past the depth that documents have */
function copy(
  value: unknown,
  depth: number,
  change: (key: string, value: unknown) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) throw new Error('the document is too deep');
  if (Array.isArray(value)) return value.map((each) => copy(each, depth + 1, change));
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(byKey)
      .map(([key, each]) => [key, copy(change(key, each), depth + 1, change)]),
  );
}

function refsIn(root: unknown): (readonly [Kind, string])[] {
  const refs: (readonly [Kind, string])[] = [];
  const note = (key: string, value: unknown): unknown => {
    const [, kind, name] =
      key === '$ref' && typeof value === 'string' ? (REF.exec(value) ?? []) : [];
    if (kind !== undefined && name !== undefined) refs.push([kind as Kind, name]);
    return value;
  };
  copy(root, 0, note);
  return refs;
}

function entriesOf(value: unknown): [string, Schema][] {
  return Object.entries((value ?? {}) as Record<string, Schema>);
}

function sorted(entries: ReadonlyMap<string, Schema>): Schema {
  return Object.fromEntries([...entries].toSorted(byKey));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
