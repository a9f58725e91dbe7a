import type { FieldSchema, StructSchema } from '../apimachinery/schema.ts';
import { emptyMap } from '../apimachinery/semantic-equal.ts';
import type { Zero } from './canonical.ts';
import { droppedZero, elementZero, fieldZero, sorted, TYPE_META } from './canonical.ts';
import { canonicalFields } from './canonical-order.ts';
import { goElementType, goFieldType } from './decode-go-types.ts';
import type { Decode } from './decode-scalars.ts';
import { scalarDecoder } from './decode-scalars.ts';
import type { MemberFrame } from './decode-state.ts';
import { DecodeError, DecodeState, isObject } from './decode-state.ts';
import type { JsonEntry } from './json-exact.ts';
import { setMember } from './json-exact.ts';
import type { ParsedJson } from './json-source.ts';
import { countMembers } from './json-source.ts';

export interface TypedObject {
  /**
   * In canonical form (see canonical.ts), but empty lists and maps are told from none, as in Go
   * until the object is stored: defaults, checks and what refusals print depend on it.
   */
  readonly object: Record<string, unknown>;
  /** `unknown field "spec.foo"`, `duplicate field "spec.replicas"`; what strictness is about. */
  readonly violations: readonly string[];
}

/**
 * Decodes the JSON of a body into the canonical form of a type: types are checked, unknown fields
 * are dropped and reported, scalars and members take the form in which the server shows them.
 * @throws DecodeError with the text of Go's decoder
 */
export function decodeParsed(schema: StructSchema, source: ParsedJson): TypedObject {
  if (source.plain !== undefined) {
    try {
      const state = new DecodeState();
      const typed = decodeRoot(schema, source.plain.value, state);
      if (state.members === source.members) return typed;
    } catch (error) {
      // Which error comes first depends on the text.
      if (!(error instanceof DecodeError)) throw error;
    }
  }
  const { value, entries } = source.exact;
  return decodeRoot(schema, value, new DecodeState(entries));
}

/**
 * The same for a value that comes from elsewhere: a patched object, converted YAML.
 * @throws DecodeError
 */
export function decodeTyped(schema: StructSchema, value: unknown): TypedObject {
  return decodeRoot(schema, value, new DecodeState());
}

function decodeRoot(schema: StructSchema, value: unknown, state: DecodeState): TypedObject {
  const decoded = planOf(schema).decode(value ?? {}, state, undefined);
  if (state.refused !== undefined) throw state.refused;
  return { object: decoded as Record<string, unknown>, violations: state.violations };
}

/** One member of a struct, at its place in the canonical order. */
interface Member extends MemberFrame {
  readonly place: number;
  /** Answers undefined for what JSON leaves out, or shows as `zero`. */
  readonly decode: Decode;
  /** Makes what stands for an absent member; undefined: nothing does. */
  readonly zero: Zero | undefined;
}

const plans = new WeakMap<StructSchema, StructPlan>();

function planOf(schema: StructSchema): StructPlan {
  let plan = plans.get(schema);
  if (plan === undefined) {
    plan = new StructPlan(schema);
    plans.set(schema, plan);
  }
  return plan;
}

/** How one struct is decoded; its members are compiled when the first value comes. */
class StructPlan {
  readonly #schema: StructSchema;
  readonly #goName: string;
  #members: readonly Member[] | undefined;
  readonly #byName = new Map<string, Member>();
  #byFoldedName: Map<string, Member> | undefined;

  constructor(schema: StructSchema) {
    this.#schema = schema;
    this.#goName = schema.goName;
  }

  get members(): readonly Member[] {
    if (this.#members === undefined) {
      this.#members = compileMembers(this.#schema);
      for (const member of this.#members) this.#byName.set(member.name, member);
    }
    return this.#members;
  }

  readonly decode: Decode = (raw, state, previous) => {
    if (!isObject(raw)) {
      if (raw !== null) state.refuse(raw, this.#goName);
      return previous;
    }
    const members = this.members;
    const found: unknown[] = [];
    if (previous !== undefined) recall(members, previous, found);
    const entries = state.entries?.get(raw);
    if (entries !== undefined) this.#readEntries(entries, found, state);
    else if (state.nested) this.#readEntries(Object.entries(raw), found, state);
    else this.#read(raw, found, state);
    const object: Record<string, unknown> = {};
    for (let place = 0; place < members.length; place++) {
      const value = found[place];
      const member = members[place];
      if (member === undefined) break;
      if (value !== undefined) object[member.name] = value;
      else if (member.zero !== undefined) object[member.name] = member.zero();
    }
    return object;
  };

  #read(raw: Record<string, unknown>, found: unknown[], state: DecodeState): void {
    for (const name in raw) {
      state.members++;
      const member = this.#byName.get(name);
      const value = raw[name];
      // Parsed JSON has none; in what was merged it stands for a member that is not there.
      if (value === undefined) continue;
      if (member === undefined) {
        state.members += countMembers(value);
        state.unknownField(name);
      } else {
        state.enter(member);
        found[member.place] = member.decode(value, state, found[member.place]);
        state.leave();
      }
    }
  }

  #readEntries(entries: readonly JsonEntry[], found: unknown[], state: DecodeState): void {
    const seen = new Set<Member>();
    for (const [name, value] of entries) {
      state.members++;
      const member = this.#byName.get(name) ?? (state.nested ? this.#folded(name) : undefined);
      if (member === undefined) {
        state.members += countMembers(value);
        state.unknownField(name);
        continue;
      }
      if (seen.has(member)) state.duplicateField(name);
      seen.add(member);
      state.enter(member);
      found[member.place] = member.decode(value, state, found[member.place]);
      state.leave();
    }
  }

  #folded(name: string): Member | undefined {
    this.#byFoldedName ??= new Map(this.members.map((each) => [foldName(each.name), each]));
    return this.#byFoldedName.get(foldName(name));
  }
}

/** A repeated struct is decoded over the one before. */
function recall(members: readonly Member[], previous: unknown, found: unknown[]): void {
  if (!isObject(previous)) return;
  for (const { place, name } of members) found[place] = previous[name];
}

/** The form in which Go's own decoder compares member names when no name fits exactly. */
export function foldName(name: string): string {
  return name.replaceAll('\u212a', 'k').replaceAll('\u017f', 's').toLowerCase();
}

function compileMembers(schema: StructSchema): Member[] {
  const struct = schema.goName.slice(schema.goName.indexOf('.') + 1);
  const members: Member[] = [];
  if (schema.typeMeta) {
    const decode = without('', scalarDecoder('string', 'string'));
    for (const name of TYPE_META) {
      members.push({ name, struct, place: members.length, decode, zero: undefined });
    }
  }
  for (const field of canonicalFields(schema)) {
    // Types without a meta struct of their own may have fields of these names.
    if (members.some(({ name }) => name === field.name)) continue;
    const { name } = field;
    const decode = fieldDecoder(schema, field);
    members.push({ name, struct, place: members.length, decode, zero: fieldZero(field) });
  }
  return members;
}

function fieldDecoder(owner: StructSchema, field: FieldSchema): Decode {
  const goType = goFieldType(owner, field);
  if (field.card === 'list') {
    return listDecoder(elementDecoder(field), elementZero(field), goType);
  }
  if (field.card === 'map') return mapDecoder(elementDecoder(field), elementZero(field), goType);
  const decode = elementDecoder(field);
  if (field.pointer) return pointerTo(decode, field);
  if (field.omitZero) return without(null, decode);
  const dropped = droppedZero(field);
  return dropped === undefined ? decode : without(dropped, decode);
}

function elementDecoder(field: FieldSchema): Decode {
  const { scalar, struct } = field;
  if (scalar !== undefined) return scalarDecoder(scalar, goElementType(field));
  if (struct === undefined) throw new Error(`${field.name} has no type`);
  if (struct.wraps !== undefined) {
    const { wraps } = struct;
    return listDecoder(elementDecoder(wraps), elementZero(wraps), struct.goName);
  }
  if (struct.jsonUnion !== undefined) return unionDecoder(struct);
  // Looked up at the first value, not now: types contain themselves.
  let decode: Decode | undefined;
  return (raw, state, previous) => {
    decode ??= planOf(struct).decode;
    return decode(raw, state, previous);
  };
}

function without(dropped: unknown, decode: Decode): Decode {
  return (raw, state, previous) => {
    const value = decode(raw, state, previous);
    return value === dropped ? undefined : value;
  };
}

/** A pointer is nil for null, and keeps a zero that it points to. */
function pointerTo(decode: Decode, field: FieldSchema): Decode {
  const zero = elementZero(field);
  return (raw, state, previous) => {
    if (raw === null) return undefined;
    const value = decode(raw, state, previous);
    return value === undefined ? zero() : value;
  };
}

function listDecoder(element: Decode, zero: Zero, goType: string): Decode {
  return (raw, state, previous) => {
    if (!Array.isArray(raw)) {
      if (raw === null) return undefined;
      state.refuse(raw, goType);
      return previous;
    }
    // Go decodes a repeated list over the elements of the one before.
    const before: readonly unknown[] = Array.isArray(previous) ? previous : [];
    const items: unknown[] = [];
    for (let index = 0; index < raw.length; index++) {
      state.enter(index);
      const item = element(raw[index], state, before[index]);
      items.push(item === undefined ? zero() : item);
      state.leave();
    }
    return items;
  };
}

function mapDecoder(element: Decode, zero: Zero, goType: string): Decode {
  const decodeItem = (key: string, value: unknown, state: DecodeState): unknown => {
    state.enter(key);
    const item = element(value, state, undefined);
    state.leave();
    return item === undefined ? zero() : item;
  };
  return (raw, state, previous) => {
    if (!isObject(raw)) {
      if (raw === null) return undefined;
      state.refuse(raw, goType);
      return previous;
    }
    const entries = state.entries?.get(raw);
    if (entries !== undefined || previous !== undefined) {
      return repeatedMap(entries ?? Object.entries(raw), previous, state, decodeItem);
    }
    const keys = Object.keys(raw);
    if (keys.length === 0) return emptyMap();
    state.members += keys.length;
    const object: Record<string, unknown> = {};
    for (const key of keys) setMember(object, key, decodeItem(key, raw[key], state));
    return inOrder(object, keys);
  };
}

/** A map with repeated keys, or one that repeats a map: Go adds it to the one before. */
function repeatedMap(
  entries: readonly JsonEntry[],
  previous: unknown,
  state: DecodeState,
  decodeItem: (key: string, value: unknown, state: DecodeState) => unknown,
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  if (isObject(previous)) {
    for (const [key, value] of Object.entries(previous)) setMember(object, key, value);
  }
  const seen = new Set<string>();
  for (const [key, value] of entries) {
    if (seen.has(key)) state.duplicateField(key);
    seen.add(key);
    setMember(object, key, decodeItem(key, value, state));
  }
  return inOrder(object, Object.keys(object));
}

/** The members are decoded in the order of the text, because errors are, but stand sorted. */
function inOrder(
  object: Record<string, unknown>,
  keys: readonly string[],
): Record<string, unknown> {
  const order = sorted(keys);
  if (order === keys) return object;
  const result: Record<string, unknown> = {};
  for (const key of order) setMember(result, key, object[key]);
  return result;
}

function unionDecoder(union: StructSchema): Decode {
  const shapes = union.jsonUnion ?? {};
  const decoderOf = (shape: string): Decode | undefined => {
    const field = union.fields.get(shapes[shape] ?? '');
    return field === undefined ? undefined : fieldDecoder(union, field);
  };
  const list = decoderOf('array');
  let object: Decode | undefined;
  return (raw, state) => {
    if (isObject(raw)) {
      object ??= decoderOf('object');
      return state.nest(() => object?.(raw, state, undefined));
    }
    if (shapes['boolean'] !== undefined) {
      if (typeof raw === 'boolean') return raw;
      throw new DecodeError('boolean or JSON schema expected');
    }
    return Array.isArray(raw) ? state.nest(() => list?.(raw, state, undefined)) : undefined;
  };
}
