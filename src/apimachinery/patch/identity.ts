import type { GroupVersionKind } from '../meta.ts';
import { cannotUnmarshal, isObject, jsonTypeName } from './json-value.ts';

/** What a document that a JSON or merge patch has changed says it is. */
export type Identity =
  | { readonly is: 'expected' }
  /**
   * Without an apiVersion. Upstream then decodes into its internal type, which knows none of the
   * members: all but kind and apiVersion are unknown fields, and the object is empty.
   */
  | { readonly is: 'nothing'; readonly unknownFields: readonly string[] }
  | ({ readonly is: 'other' } & GroupVersionKind)
  /** The decoder stops here, with this text. */
  | { readonly is: 'unreadable'; readonly why: string };

const UNREADABLE = "couldn't get version/kind; json parse error: ";
const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A missing kind is the expected one; a missing apiVersion is none. For built-in types. */
export function identityOf(document: unknown, expected: GroupVersionKind): Identity {
  if (!isObject(document)) {
    return { is: 'unreadable', why: UNREADABLE + cannotUnmarshal(document, TYPE_META) };
  }
  for (const name of ['apiVersion', 'kind']) {
    const value = document[name] ?? '';
    if (typeof value === 'string') continue;
    const found = jsonTypeName(value);
    const why = `json: cannot unmarshal ${found} into Go struct field .${name} of type string`;
    return { is: 'unreadable', why: UNREADABLE + why };
  }
  const apiVersion = (document['apiVersion'] ?? '') as string;
  const kind = (document['kind'] ?? '') as string;
  const parts = apiVersion.split('/');
  if (parts.length > 2) {
    return { is: 'unreadable', why: `unexpected GroupVersion string: ${apiVersion}` };
  }
  const version = parts.at(-1) ?? '';
  const group = parts.length === 2 ? (parts[0] ?? '') : '';
  if (version === '' && (group === '' || group === expected.group)) {
    const unknown = Object.keys(document).filter((key) => key !== 'kind' && key !== 'apiVersion');
    return { is: 'nothing', unknownFields: unknown.map((key) => `unknown field "${key}"`) };
  }
  const found = { group, version, kind: kind === '' ? expected.kind : kind };
  const same =
    group === expected.group && version === expected.version && found.kind === expected.kind;
  return same ? { is: 'expected' } : { is: 'other', ...found };
}
