import { sortedByBytes } from '../../apimachinery/go-format.ts';
import type { PodTemplateSpec } from '../../apimachinery/types.generated.ts';
import { ExactNumber } from '../../base/json.ts';
import { POD_TEMPLATE_TYPES } from './pod-template-types.ts';

const NIL = '<nil>';
const ZERO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

type Json = Readonly<Record<string, unknown>>;

interface Field {
  readonly goName: string;
  /** Undefined: an embedded struct. */
  readonly jsonName: string | undefined;
  readonly type: string;
}

const fieldsByType = new Map<string, readonly Field[]>();

/** The template as Go's spew writes it when Kubernetes makes a hash of it. */
export function dumpPodTemplate(template: PodTemplateSpec): string {
  return typed('v1.PodTemplateSpec', template);
}

function typed(type: string, value: unknown): string {
  return `(${type})${bare(type, value)}`;
}

/** Without the type, as elements of lists are. Bounded by the depth of the types. */
function bare(type: string, value: unknown): string {
  if (type.startsWith('*')) {
    return value === undefined || value === null ? NIL : bare(type.slice(1), value);
  }
  if (type.startsWith('[]')) {
    if (!Array.isArray(value) || value.length === 0) return NIL;
    return `[${value.map((item) => bare(type.slice(2), item)).join(' ')}]`;
  }
  switch (type) {
    case 'map[string]string':
      return map('string', value);
    case 'v1.ResourceList':
      return map('resource.Quantity', value);
    case 'resource.Quantity':
      return quantity(text(value));
    case 'intstr.IntOrString':
      return intOrString(value);
    case 'v1.Time':
      return ZERO_TIME;
    case 'bool':
      return value === true ? 'true' : 'false';
    case 'int32':
    case 'int64':
      return text(value) || '0';
    default:
      return POD_TEMPLATE_TYPES[type] === undefined ? text(value) : struct(type, value);
  }
}

/** What is not there is the zero value. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || value instanceof ExactNumber ? value.toString() : '';
}

function struct(type: string, value: unknown): string {
  const object = (value ?? {}) as Json;
  const fields = fieldsOf(type).map(
    (field) =>
      `${field.goName}:${typed(field.type, field.jsonName === undefined ? object : object[field.jsonName])}`,
  );
  return `{${fields.join(' ')}}`;
}

function map(type: string, value: unknown): string {
  const object = (value ?? {}) as Json;
  const keys = sortedByBytes(Object.keys(object));
  if (keys.length === 0) return NIL;
  return `map[${keys.map((key) => `${key}:${bare(type, object[key])}`).join(' ')}]`;
}

function intOrString(value: unknown): string {
  const isText = typeof value === 'string';
  return (
    `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${isText ? 0 : text(value) || '0'} ` +
    `StrVal:(string)${isText ? value : ''}}`
  );
}

const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_EXPONENTS: Readonly<Record<string, bigint>> = {
  Ki: 10n,
  Mi: 20n,
  Gi: 30n,
  Ti: 40n,
  Pi: 50n,
  Ei: 60n,
};

/** A quantity in its canonical form, with no more digits than upstream's fast path takes. */
function quantity(value: string): string {
  const [, digits = '0', suffix = ''] = /^[+-]?(\d+)(.*)$/.exec(value) ?? [];
  const shift = BINARY_EXPONENTS[suffix];
  const amount = BigInt(digits) << (shift ?? 0n);
  const sign = value.startsWith('-') ? '-' : '';
  const isExponent = shift === undefined && /^[eE]/.test(suffix);
  const exponent = isExponent ? Number(suffix.slice(1)) : DECIMAL_EXPONENTS[suffix];
  const scale = shift === undefined ? (exponent ?? 0) : 0;
  const format = shift !== undefined ? 'BinarySI' : isExponent ? 'DecimalExponent' : 'DecimalSI';
  // Upstream remembers the text where it sees at a glance that it is canonical.
  const isKept =
    shift === undefined
      ? value === '0' || (scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0'))
      : (BigInt(digits) & 7n) !== 0n;
  return (
    `{i:(resource.int64Amount){value:(int64)${sign}${amount} scale:(resource.Scale)${scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${isKept ? value : ''} ` +
    `Format:(resource.Format)${format}}`
  );
}

function fieldsOf(type: string): readonly Field[] {
  let fields = fieldsByType.get(type);
  if (fields === undefined) {
    const line = POD_TEMPLATE_TYPES[type] ?? '';
    fields = line === '' ? [] : line.split(' ').map(parseField);
    fieldsByType.set(type, fields);
  }
  return fields;
}

function parseField(part: string): Field {
  if (part.startsWith('@')) {
    const type = part.slice(1);
    return { goName: type.slice(type.indexOf('.') + 1), jsonName: undefined, type };
  }
  const [name = '', type = ''] = part.split(':');
  const [goName = '', jsonName = goName.charAt(0).toLowerCase() + goName.slice(1)] =
    name.split('=');
  return { goName, jsonName, type };
}
