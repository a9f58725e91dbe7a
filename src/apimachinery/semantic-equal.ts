/*
 * An object that was sent tells an empty list or map from none, one that was stored does not. Lists
 * show what they are; an empty map looks like a struct with nothing set (`emptyDir: {}`), which is
 * not the same as none. So the decoder says which of the two it made.
 */

const emptyMaps = new WeakSet();

/** An empty map, as a body has it. Members may be added. */
export function emptyMap(): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  emptyMaps.add(map);
  return map;
}

/**
 * Whether two values of one type are the same but for empty lists and maps, which count as none:
 * what upstream calls semantically equal. Members that are undefined are absent.
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) return equalLists(a, b);
  const one = isStructure(a) ? a : undefined;
  const other = isStructure(b) ? b : undefined;
  if (one !== undefined && other !== undefined) return equalMembers(one, other);
  return isNone(a) && isNone(b);
}

function equalLists(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return isNone(a) && isNone(b);
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!semanticEqual(a[at], b[at])) return false;
  return true;
}

type Structure = Readonly<Record<string, unknown>>;

function equalMembers(a: Structure, b: Structure): boolean {
  for (const name of Object.keys(a)) {
    if (!semanticEqual(a[name], Object.hasOwn(b, name) ? b[name] : undefined)) return false;
  }
  for (const name of Object.keys(b)) {
    if (!Object.hasOwn(a, name) && !isNone(b[name])) return false;
  }
  return true;
}

function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null;
}

/** Nothing, or an empty list or map. */
function isNone(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && emptyMaps.has(value) && Object.keys(value).length === 0;
}
