export type CelKind =
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'param'
  | 'uint';

/** A static type. Structs are named; what fields they have, the environment knows. */
export interface CelType {
  readonly kind: CelKind;
  readonly name: string;
  readonly params: readonly CelType[];
}

const simple = (kind: CelKind, name: string = kind): CelType => ({ kind, name, params: [] });

/** Checked as `dyn`, but not the same: only the values know what they are. */
export const ANY = simple('any', 'google.protobuf.Any');
export const BOOL = simple('bool');
export const BYTES = simple('bytes');
export const DOUBLE = simple('double');
export const DURATION = simple('duration', 'google.protobuf.Duration');
export const DYN = simple('dyn');
export const ERROR = simple('error', '!error!');
export const INT = simple('int');
export const NULL = simple('null', 'null_type');
export const STRING = simple('string');
export const TIMESTAMP = simple('timestamp', 'google.protobuf.Timestamp');
export const TYPE = simple('type');
export const UINT = simple('uint');

export function listOf(element: CelType): CelType {
  return { kind: 'list', name: 'list', params: [element] };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', params: [key, value] };
}

export function optionalOf(value: CelType): CelType {
  return { kind: 'opaque', name: 'optional_type', params: [value] };
}

export function opaque(name: string, ...params: CelType[]): CelType {
  return { kind: 'opaque', name, params };
}

export function typeOf(type: CelType): CelType {
  return { kind: 'type', name: 'type', params: [type] };
}

export function param(name: string): CelType {
  return { kind: 'param', name, params: [] };
}

export function struct(name: string): CelType {
  return { kind: 'struct', name, params: [] };
}

/** Two types are the same if nothing tells them apart. */
export function isSameType(a: CelType, b: CelType): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.params.length === b.params.length &&
      a.params.every((of, index) => {
        const other = b.params[index];
        return other !== undefined && isSameType(of, other);
      }))
  );
}

/** A type as the checker's errors name it. */
export function formatType(type: CelType): string {
  if (type.kind === 'null') return 'null';
  if (['any', 'duration', 'timestamp'].includes(type.kind)) return type.kind;
  if (type.params.length === 0) return type.name;
  return `${type.name}(${type.params.map(formatType).join(', ')})`;
}

/** A type as the results of expressions are named. */
export function declaredName(type: CelType): string {
  if (type.params.length === 0) return type.name;
  return `${type.name}(${type.params.map(declaredName).join(', ')})`;
}

/** Reads `list(A)`, `map(string, dyn)`, `kubernetes.Quantity`: the notation of the libraries. */
export function parseType(text: string): CelType {
  const open = text.indexOf('(');
  if (open < 0) return named(text.trim());
  const params = splitTypes(text.slice(open + 1, text.lastIndexOf(')'))).map(parseType);
  const name = text.slice(0, open).trim();
  const [first, second] = params;
  if (name === 'list' && first !== undefined) return listOf(first);
  if (name === 'map' && first !== undefined && second !== undefined) return mapOf(first, second);
  if (name === 'type' && first !== undefined) return typeOf(first);
  return opaque(name, ...params);
}

/** Splits at the commas that are not within parentheses. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')') depth--;
    if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (text.slice(from).trim() !== '') parts.push(text.slice(from));
  return parts;
}

const NAMED: Readonly<Record<string, CelType>> = {
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  duration: DURATION,
  dyn: DYN,
  int: INT,
  null: NULL,
  string: STRING,
  timestamp: TIMESTAMP,
  type: TYPE,
  uint: UINT,
};

function named(name: string): CelType {
  const known = NAMED[name];
  if (known !== undefined) return known;
  if (/^[A-Z]$/.test(name)) return param(name);
  return name.startsWith('kubernetes.') ? struct(name) : opaque(name);
}
