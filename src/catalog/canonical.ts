import type { FieldSchema, ScalarType, StructSchema } from '../apimachinery/schema.ts';
import { canonicalFields } from './canonical-order.ts';
import { isObject } from './decode-state.ts';
import { setMember } from './json-exact.ts';

/*
 * The canonical form of an object is the JSON that the server answers once it has stored it:
 * members in the order of the Go structs, zero values left out where the Go tags say so and present
 * where they do not, empty lists and maps as nil (storage does not tell them apart), keys of maps
 * sorted. Keys that look like array indices cannot be sorted among others in JavaScript.
 */

/** What stands for a member that is not there; undefined: nothing does. */
export type Zero = () => unknown;

/** `kind` and `apiVersion` of types that have them; they come first and are never zero. */
export const TYPE_META: readonly string[] = ['kind', 'apiVersion'];

/**
 * Brings an object into canonical form after hooks have changed it. Scalars are taken as they are;
 * members that the type does not have are dropped. The object itself is left alone.
 * @returns the object itself when it is canonical, as nearly all are; otherwise a new one that shares
 *   what is canonical in it
 */
export function canonicalise(
  schema: StructSchema,
  object: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return planOf(schema).form(object);
}

/** An object of a type with nothing set: every member that JSON never leaves out. */
export function zeroObject(schema: StructSchema): Record<string, unknown> {
  return canonicalise(schema, {});
}

/** The form of a value that is neither null nor absent; undefined: it is left out. */
type Canonical = (value: unknown) => unknown;

interface Member {
  readonly name: string;
  readonly canonical: Canonical;
  readonly zero: Zero | undefined;
  /** Null is a value of its own. */
  readonly nullable: boolean;
}

const plans = new WeakMap<StructSchema, Plan>();

function planOf(schema: StructSchema): Plan {
  let plan = plans.get(schema);
  if (plan === undefined) {
    plan = new Plan(compileMembers(schema));
    plans.set(schema, plan);
  }
  return plan;
}

/** A value that was brought into its form before the others. */
interface Known {
  readonly place: number;
  readonly kept: unknown;
}

/** How objects of one struct are brought into canonical form. */
class Plan {
  readonly #members: readonly Member[];
  readonly #places = new Map<string, number>();
  /** Members that are never absent. */
  readonly #required: number;

  constructor(members: readonly Member[]) {
    this.#members = members;
    for (const [place, { name }] of members.entries()) this.#places.set(name, place);
    this.#required = members.filter(({ zero }) => zero !== undefined).length;
  }

  form(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
    let last = -1;
    let missing = this.#required;
    for (const name in object) {
      const value = object[name];
      const place = this.#places.get(name) ?? -1;
      const member = this.#members[place];
      if (member === undefined || place <= last || value === undefined) return this.#made(object);
      const kept = formOf(member, value);
      if (kept !== value) return this.#made(object, { place, kept });
      if (member.zero !== undefined) missing--;
      last = place;
    }
    return missing === 0 ? object : this.#made(object);
  }

  #made(object: Readonly<Record<string, unknown>>, known?: Known): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (let place = 0; place < this.#members.length; place++) {
      const member = this.#members[place];
      if (member === undefined) break;
      const kept = known?.place === place ? known.kept : formOf(member, object[member.name]);
      if (kept !== undefined) result[member.name] = kept;
    }
    return result;
  }
}

function formOf({ canonical, zero, nullable }: Member, value: unknown): unknown {
  const isNone = value === undefined || (value === null && !nullable);
  const kept = isNone ? undefined : canonical(value);
  return kept === undefined ? zero?.() : kept;
}

function compileMembers(schema: StructSchema): Member[] {
  const members: Member[] = [];
  if (schema.typeMeta) {
    for (const name of TYPE_META) {
      members.push({ name, canonical: nonEmpty, zero: undefined, nullable: false });
    }
  }
  for (const field of canonicalFields(schema)) {
    if (members.some(({ name }) => name === field.name)) continue;
    members.push({
      name: field.name,
      canonical: fieldForm(field),
      zero: fieldZero(field),
      nullable: field.pointer && mayPointToNull(field),
    });
  }
  return members;
}

/** A pointer to Go's zero time is shown as null, and so is one to a union that is nothing. */
function mayPointToNull({ scalar, struct }: FieldSchema): boolean {
  return scalar === 'time' || scalar === 'microTime' || struct?.jsonUnion !== undefined;
}

function nonEmpty(value: unknown): unknown {
  return value === '' ? undefined : value;
}

function fieldForm(field: FieldSchema): Canonical {
  const element = elementForm(field);
  if (field.card === 'list') return listForm(element, elementZero(field));
  if (field.card === 'map') return mapForm(element, elementZero(field));
  const dropped = droppedZero(field);
  return dropped === undefined
    ? element
    : (value) => (value === dropped ? undefined : element(value));
}

function elementForm(field: FieldSchema): Canonical {
  const { struct } = field;
  if (struct === undefined) return (value) => value;
  if (struct.wraps !== undefined) {
    return listForm(elementForm(struct.wraps), elementZero(struct.wraps));
  }
  if (struct.jsonUnion !== undefined) return unionForm(struct, struct.jsonUnion);
  return (value) => (isObject(value) ? canonicalise(struct, value) : value);
}

function unionForm(union: StructSchema, shapes: Readonly<Record<string, string>>): Canonical {
  let forms: { readonly array: Canonical | undefined; readonly object: Canonical | undefined };
  const formOf = (shape: string): Canonical | undefined => {
    const field = union.fields.get(shapes[shape] ?? '');
    return field === undefined ? undefined : fieldForm(field);
  };
  return (value) => {
    // Compiled at the first value, because these types contain themselves.
    forms ??= { array: formOf('array'), object: formOf('object') };
    if (Array.isArray(value)) return forms.array?.(value);
    return isObject(value) ? forms.object?.(value) : value;
  };
}

function listForm(element: Canonical, zero: Zero): Canonical {
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (value.length === 0) return undefined;
    let items: unknown[] | undefined;
    for (let at = 0; at < value.length; at++) {
      const item: unknown = value[at];
      const kept = presentOr(zero, element, item);
      if (kept !== item) items ??= value.slice(0, at);
      items?.push(kept);
    }
    return items ?? value;
  };
}

function mapForm(element: Canonical, zero: Zero): Canonical {
  return (value) => {
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    if (keys.length === 0) return undefined;
    const order = sorted(keys);
    if (
      order === keys &&
      keys.every((key) => presentOr(zero, element, value[key]) === value[key])
    ) {
      return value;
    }
    const result: Record<string, unknown> = {};
    for (const key of order) setMember(result, key, presentOr(zero, element, value[key]));
    return result;
  };
}

function presentOr(zero: Zero, canonical: Canonical, value: unknown): unknown {
  const kept = value === undefined || value === null ? undefined : canonical(value);
  return kept === undefined ? zero() : kept;
}

/** Most maps come sorted. */
export function sorted(keys: readonly string[]): readonly string[] {
  for (let at = 1; at < keys.length; at++) {
    if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return keys.toSorted();
  }
  return keys;
}

/** The zero value of a scalar that the Go tags of its field leave out. */
export function droppedZero(field: FieldSchema): unknown {
  const { scalar } = field;
  if (scalar === undefined || field.pointer || !field.omitEmpty) return undefined;
  if (!OMITTED_WHEN_ZERO.has(scalar)) return undefined;
  return scalar === 'bytes' ? '' : SCALAR_ZEROS[scalar];
}

/** What stands for a field that is not there, unless its tags leave it out. */
export function fieldZero(field: FieldSchema): Zero | undefined {
  if (field.omitZero) return undefined;
  const { struct, scalar } = field;
  if (field.card === 'single' && !field.pointer) {
    if (struct !== undefined && struct.wraps === undefined) return elementZero(field);
    if (scalar !== undefined && !(field.omitEmpty && OMITTED_WHEN_ZERO.has(scalar))) {
      const zero = SCALAR_ZEROS[scalar];
      return () => zero;
    }
  }
  return field.omitEmpty ? undefined : () => null;
}

/** What stands for null as an element of a list or a map. */
export function elementZero(field: FieldSchema): Zero {
  const { scalar, struct } = field;
  if (scalar !== undefined) {
    const zero = scalar === 'bytes' ? '' : SCALAR_ZEROS[scalar];
    return () => zero;
  }
  if (struct === undefined) return () => null;
  // Inside a list or a map, storage turns a named list that is nil into an empty one.
  if (struct.wraps !== undefined) return () => [];
  if (struct.jsonUnion !== undefined) {
    const zero = struct.jsonUnion['boolean'] === undefined ? null : false;
    return () => zero;
  }
  return () => zeroObject(struct);
}

/** The zeros of scalars as JSON shows them. */
const SCALAR_ZEROS: Readonly<Record<ScalarType, unknown>> = {
  bool: false,
  bytes: null,
  double: 0,
  duration: '0s',
  fieldsV1: null,
  int32: 0,
  int64: 0,
  intOrString: 0,
  json: null,
  microTime: null,
  quantity: '0',
  rawExtension: null,
  string: '',
  time: null,
};

/** The other scalars are structs in Go, which `omitempty` never leaves out. */
const OMITTED_WHEN_ZERO: ReadonlySet<ScalarType> = new Set<ScalarType>([
  'bool',
  'bytes',
  'double',
  'int32',
  'int64',
  'string',
]);
