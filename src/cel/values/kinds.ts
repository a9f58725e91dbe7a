import type { CelKind, CelType } from '../types/type.ts';
import * as type from '../types/type.ts';
import { CelList } from './list.ts';
import { CelMap } from './map.ts';
import type { Constant, Value } from './value.ts';
import {
  CelDuration,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
} from './value.ts';

const PRIMITIVES: Readonly<Record<string, CelType>> = {
  bigint: type.INT,
  number: type.DOUBLE,
  boolean: type.BOOL,
  string: type.STRING,
};

/** The name of a value's type, as errors and `type()` show it. */
export function typeNameOf(value: Value): string {
  return PRIMITIVES[typeof value]?.name ?? objectTypeName(value);
}

export function literalType(value: Constant): CelType {
  const primitive = PRIMITIVES[typeof value];
  if (primitive !== undefined) return primitive;
  if (value instanceof CelUint) return type.UINT;
  return value === null ? type.NULL : type.BYTES;
}

function objectTypeName(value: Value): string {
  if (value === null) return 'null_type';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelList) return 'list';
  if (value instanceof CelMap) return value.typeName ?? 'map';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelOptional) return 'optional_type';
  if (value instanceof CelTypeValue) return 'type';
  return value instanceof CelOpaque ? value.type.name : 'unknown';
}

/** The first item speaks for all. */
function listGuard(item: (value: Value) => boolean): (value: Value) => boolean {
  return (value) => value instanceof CelList && (value.length === 0 || item(value.at(0)));
}

/** Tells whether a value may be an argument where a type is wanted. */
export function guardOf({ kind, name, params }: CelType): (value: Value) => boolean {
  const [of] = params;
  if (kind === 'list' && of !== undefined) return listGuard(guardOf(of));
  const simple = GUARDS[kind];
  if (simple !== undefined) return simple;
  if (kind === 'opaque' && name === 'optional_type') {
    return (value) => value instanceof CelOptional;
  }
  if (kind !== 'opaque' && kind !== 'struct') return () => true;
  return (value) =>
    (value instanceof CelMap && value.typeName === name) ||
    (value instanceof CelOpaque && value.type.name === name);
}

const GUARDS: Partial<Readonly<Record<CelKind, (value: Value) => boolean>>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  uint: (value) => value instanceof CelUint,
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  list: (value) => value instanceof CelList,
  map: (value) => value instanceof CelMap,
  timestamp: (value) => value instanceof CelTimestamp,
  duration: (value) => value instanceof CelDuration,
  null: (value) => value === null,
  type: (value) => value instanceof CelTypeValue,
};
