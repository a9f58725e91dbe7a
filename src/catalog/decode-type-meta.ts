import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { DecodeError, isObject, kindOf } from './decode-state.ts';
import { foldName } from './decode-typed.ts';
import type { JsonEntry } from './json-exact.ts';

/** The group, version and kind that a body names; what it leaves out is empty. */
export type NamedKind = GroupVersionKind;

const UNREADABLE = "couldn't get version/kind; json parse error: ";
const STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** What a body that is no JSON is refused with, before its kind is known. */
export function unreadable(syntaxError: Error): DecodeError {
  return new DecodeError(UNREADABLE + syntaxError.message);
}

/**
 * Reads what a body says it is. Upstream uses Go's own decoder here, which takes names in any case;
 * of several the last one wins.
 * @param entries the members in the order of the text, where the object does not show them so
 * @throws DecodeError
 */
export function namedKindOf(value: unknown, entries?: readonly JsonEntry[]): NamedKind {
  if (value === null || value === undefined) return { group: '', version: '', kind: '' };
  if (!isObject(value)) {
    const what = `json: cannot unmarshal ${kindOf(value)} into Go value of type ${STRUCT}`;
    throw new DecodeError(UNREADABLE + what);
  }
  const texts = { apiVersion: '', kind: '' };
  for (const [key, member] of entries ?? Object.entries(value)) {
    const name = memberOf(key);
    if (name === undefined || member === null) continue;
    if (typeof member !== 'string') {
      const what = `json: cannot unmarshal ${kindOf(member)} into Go struct field .${name} of type string`;
      throw new DecodeError(UNREADABLE + what);
    }
    texts[name] = member;
  }
  return { ...parseGroupVersion(texts.apiVersion), kind: texts.kind };
}

function memberOf(key: string): 'apiVersion' | 'kind' | undefined {
  if (key.length === 'kind'.length) return foldName(key) === 'kind' ? 'kind' : undefined;
  if (key.length !== 'apiVersion'.length) return undefined;
  return foldName(key) === 'apiversion' ? 'apiVersion' : undefined;
}

/** @throws DecodeError */
function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '' };
  const [first = '', second, ...more] = apiVersion.split('/');
  if (more.length > 0) throw new DecodeError(`unexpected GroupVersion string: ${apiVersion}`);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** Fills in what a body leaves out from what its path wants. */
export function withDefaults(named: NamedKind, wanted: GroupVersionKind): GroupVersionKind {
  const kind = named.kind === '' ? wanted.kind : named.kind;
  if (named.version !== '') return { ...named, kind };
  if (named.group !== '' && named.group !== wanted.group) return { ...named, kind };
  return { group: wanted.group, version: wanted.version, kind };
}

/** The refusal of an apiVersion that is a group alone. */
export function missingVersion(body: Buffer): DecodeError {
  return new DecodeError(`Object 'apiVersion' is missing in '${body.toString()}'`);
}
