import { FieldPath } from '../../apimachinery/field-error.ts';
import type { CelSchema } from './schema.ts';
import { valuesSchema } from './schema.ts';

const QUOTED = /'(?:[^'\\]|\\.)*'/y;
const NAME = /[^.[\]'][^.[\]]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

/** The `fieldPath` of a rule, `.spec['a.b']`; undefined: it leads to no field of the schema. */
export function rulePath(text: string, schema: CelSchema): FieldPath | undefined {
  let path: FieldPath | undefined;
  let place: CelSchema | undefined = schema;
  for (let at = 0; at < text.length; ) {
    const step = stepAt(text, at);
    if (step === undefined || place === undefined) return undefined;
    const { name, end } = step;
    const here: CelSchema = place;
    const { properties = {} } = here;
    if (Object.keys(properties).length > 0) {
      const named = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (named === undefined) return undefined;
      path = path === undefined ? FieldPath.of(name) : path.child(name);
      place = named;
    } else {
      if (here.additionalProperties === undefined) return undefined;
      // Nothing may follow where nothing is known of the values.
      place = valuesSchema(here);
      path = (path ?? FieldPath.of('')).key(name);
    }
    at = end;
  }
  return path;
}

function stepAt(text: string, at: number): { name: string; end: number } | undefined {
  if (text[at] === '.') {
    NAME.lastIndex = at + 1;
    const name = NAME.exec(text)?.[0];
    return name === undefined ? undefined : { name, end: NAME.lastIndex };
  }
  if (text[at] !== '[') return undefined;
  QUOTED.lastIndex = at + 1;
  const quoted = QUOTED.exec(text)?.[0];
  if (quoted === undefined || text[QUOTED.lastIndex] !== ']') return undefined;
  const end = QUOTED.lastIndex + 1;
  const name = quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, char: string) => ESCAPES[char] ?? '');
  return { name, end };
}
