import { typeNameOf } from './kinds.ts';
import type { Value } from './value.ts';

/** The operators for which cel-go asks the first operand whether its type has them at all. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '_+_': ['bytes', 'double', 'int', 'uint', 'list'],
  '_-_': ['double', 'int', 'uint'],
  '_*_': ['double', 'int', 'uint'],
  '_/_': ['double', 'int', 'uint'],
  '_%_': ['int', 'uint'],
  '-_': ['bool', 'double', 'int'],
  '_<_': ['bool', 'bytes', 'double', 'int', 'uint'],
  '_<=_': ['bool', 'bytes', 'double', 'int', 'uint'],
  '_>_': ['bool', 'bytes', 'double', 'int', 'uint'],
  '_>=_': ['bool', 'bytes', 'double', 'int', 'uint'],
  size: ['bytes', 'list', 'map'],
};

/** Values with methods say themselves that they have no such one. */
const RECEIVERS = ['string', 'google.protobuf.Timestamp', 'google.protobuf.Duration'];

/** Whether an operator fails on this operand before it looks at the other. */
export function lacksOperator(operator: string, operand: Value): boolean {
  const types = OPERATORS[operator];
  const name = typeNameOf(operand);
  return types !== undefined && !types.includes(name) && !RECEIVERS.includes(name);
}

const GO_TYPES: Readonly<Record<string, string>> = {
  bool: 'types.Bool',
  int: 'types.Int',
  uint: 'types.Uint',
  double: 'types.Double',
  string: 'types.String',
  bytes: 'types.Bytes',
  null_type: 'types.Null',
  type: '*types.Type',
  optional_type: '*types.Optional',
  list: '*types.baseList',
  map: '*types.baseMap',
  'kubernetes.Quantity': 'cel.Quantity',
  'kubernetes.Semver': 'cel.Semver',
  'kubernetes.URL': 'cel.URL',
  'net.IP': 'cel.IP',
  'net.CIDR': 'cel.CIDR',
  'google.protobuf.Timestamp': 'types.Timestamp',
  'google.protobuf.Duration': 'types.Duration',
};

/** The type of a value as Go's `%T` names it. */
export function goTypeOf(value: Value): string {
  const name = typeNameOf(value);
  return GO_TYPES[name] ?? name;
}
