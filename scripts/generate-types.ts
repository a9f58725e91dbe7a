/**
 * Writes `src/apimachinery/types.generated.ts` from `openapi/kubernetes/types.json`.
 * `npm run verify` runs it with `--check`, which compares instead of writing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface FieldData {
  type?: string;
  ref?: string;
  card?: 'list' | 'map';
  ptr?: boolean;
  omitempty?: boolean;
  required?: boolean;
}
interface TypeData {
  fields?: Record<string, FieldData>;
  inline?: { ref: string }[];
  typeMeta?: boolean;
  wraps?: FieldData;
  jsonUnion?: Record<string, string>;
}

const SCALARS: Record<string, string> = {
  bool: 'boolean',
  bytes: 'string',
  double: 'number',
  duration: 'string',
  fieldsV1: 'Record<string, unknown>',
  int32: 'number',
  int64: 'number',
  intOrString: 'number | string',
  json: 'unknown',
  microTime: 'string',
  quantity: 'string',
  rawExtension: 'unknown',
  string: 'string',
  time: 'string',
};

// Of several groups that have a type of the same name, the first keeps the bare name.
const GROUP_ORDER = [
  'meta',
  'core',
  'apps',
  'networking',
  'discovery',
  'batch',
  'autoscaling',
  'rbac',
];

const source = new URL('../openapi/kubernetes/types.json', import.meta.url);
const target = new URL('../src/apimachinery/types.generated.ts', import.meta.url);
const { types } = JSON.parse(readFileSync(source, 'utf8')) as { types: Record<string, TypeData> };

const names = chooseNames(Object.keys(types));
const text = [
  '// Generated from openapi/kubernetes/types.json by `npm run generate`. Do not edit.',
  '// A member is required here when the canonical form of an object always has it.',
  ...Object.entries(types).map(([name, type]) => declaration(name, type)),
].join('\n\n');

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== `${text}\n`) {
    console.error(`${target.pathname} is out of date: run \`npm run generate\``);
    process.exit(1);
  }
} else {
  writeFileSync(target, `${text}\n`);
}

function chooseNames(definitions: readonly string[]): Map<string, string> {
  const byShort = new Map<string, string[]>();
  for (const definition of definitions) {
    const short = definition.slice(definition.lastIndexOf('.') + 1);
    byShort.set(short, [...(byShort.get(short) ?? []), definition]);
  }
  const chosen = new Map<string, string>();
  for (const [short, all] of byShort) {
    const [first, ...rest] = all.toSorted((a, b) => rank(a) - rank(b) || (a < b ? 1 : -1));
    if (first !== undefined) chosen.set(first, short);
    for (const definition of rest) chosen.set(definition, prefixOf(definition) + short);
  }
  return chosen;
}

function rank(definition: string): number {
  const group = definition.split('.').at(-3) ?? '';
  const index = GROUP_ORDER.indexOf(group);
  return index === -1 ? GROUP_ORDER.length : index;
}

/** `io.k8s.api.events.v1.Event` → `EventsV1`. */
function prefixOf(definition: string): string {
  return definition
    .split('.')
    .slice(-3, -1)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

function declaration(name: string, type: TypeData): string {
  const head = `/** \`${name}\` */\nexport `;
  if (type.wraps !== undefined) return `${head}type ${nameOf(name)} = ${typeOf(type.wraps)};`;
  if (type.jsonUnion !== undefined) {
    const shapes = Object.values(type.jsonUnion).map((member) =>
      typeOf(type.fields?.[member] ?? {}),
    );
    return `${head}type ${nameOf(name)} = ${shapes.join(' | ')};`;
  }
  const members = Object.entries(allFields(type)).map(([field, data]) => {
    const always = data.ref !== undefined && data.card === undefined && data.ptr !== true;
    const optional = !always && (data.ptr === true || data.omitempty === true);
    return `  ${/^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field)}${optional ? '?' : ''}: ${typeOf(data)};`;
  });
  const meta = type.typeMeta === true ? ['  apiVersion?: string;', '  kind?: string;'] : [];
  return `${head}interface ${nameOf(name)} {\n${[...meta, ...members].join('\n')}\n}`;
}

function allFields(type: TypeData): Record<string, FieldData> {
  const inlined = (type.inline ?? []).map(({ ref }) => allFields(types[ref] ?? {}));
  return Object.assign({}, ...inlined, type.fields) as Record<string, FieldData>;
}

function typeOf(data: FieldData): string {
  const single =
    data.ref === undefined ? (SCALARS[data.type ?? ''] ?? 'unknown') : nameOf(data.ref);
  if (data.card === 'list') return single.includes(' ') ? `(${single})[]` : `${single}[]`;
  if (data.card === 'map') return `Record<string, ${single}>`;
  return single;
}

function nameOf(definition: string): string {
  const short = names.get(definition);
  if (short === undefined) throw new Error(`unknown type ${definition}`);
  return short === 'Status' ? 'MetaStatus' : short;
}
