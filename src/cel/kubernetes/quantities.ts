import { Quantity, QuantityError } from '../../apimachinery/quantity.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import { INT64_MAX, INT64_MIN } from '../values/numbers.ts';
import type { Value } from '../values/value.ts';
import { CelError, CelOpaque } from '../values/value.ts';

const QUANTITY = struct('kubernetes.Quantity');

class QuantityValue extends CelOpaque {
  readonly type = QUANTITY;
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }

  override equals(other: Value): boolean {
    return other instanceof QuantityValue && this.quantity.compare(other.quantity) === 0;
  }
}

function parse(text: string): QuantityValue {
  try {
    return new QuantityValue(Quantity.parse(text));
  } catch (error) {
    if (error instanceof QuantityError) throw new CelError(error.message);
    throw error;
  }
}

function isQuantity(text: string): boolean {
  try {
    Quantity.parse(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

/** Undefined: it has a fraction, or is too large. */
function integer({ quantity }: QuantityValue): bigint | undefined {
  const value = quantity.value();
  const isWhole = quantity.compare(Quantity.ofNumber(value)) === 0;
  return isWhole && value >= INT64_MIN && value <= INT64_MAX ? value : undefined;
}

function asInteger(value: QuantityValue): bigint {
  const found = integer(value);
  if (found === undefined) throw new CelError('cannot convert value to integer');
  return found;
}

type Q = QuantityValue;
const compare = (a: Q, b: Q): bigint => BigInt(a.quantity.compare(b.quantity));
const ofInt = (value: bigint): Quantity => Quantity.ofNumber(value, 'DecimalExponent');

export const quantities: readonly FunctionDeclaration[] = [
  declare('quantity', ['string_to_quantity', '(string): kubernetes.Quantity', parse]),
  declare('isQuantity', ['is_quantity_string', '(string): bool', isQuantity]),
  declare('sign', [
    'quantity_sign',
    '(kubernetes.Quantity): int',
    ({ quantity }: Q) => BigInt(quantity.sign),
  ]),
  declare('isGreaterThan', [
    'quantity_is_greater_than',
    'kubernetes.Quantity.(kubernetes.Quantity): bool',
    (a: Q, b: Q) => compare(a, b) > 0n,
  ]),
  declare('isLessThan', [
    'quantity_is_less_than',
    'kubernetes.Quantity.(kubernetes.Quantity): bool',
    (a: Q, b: Q) => compare(a, b) < 0n,
  ]),
  declare('compareTo', [
    'quantity_compare_to',
    'kubernetes.Quantity.(kubernetes.Quantity): int',
    compare,
  ]),
  declare('asApproximateFloat', [
    'quantity_get_float',
    'kubernetes.Quantity.(): double',
    ({ quantity }: Q) => quantity.toNumber(),
  ]),
  declare('asInteger', ['quantity_get_int', 'kubernetes.Quantity.(): int', asInteger]),
  declare('isInteger', [
    'quantity_is_integer',
    'kubernetes.Quantity.(): bool',
    (value: Q) => integer(value) !== undefined,
  ]),
  declare(
    'add',
    [
      'quantity_add',
      'kubernetes.Quantity.(kubernetes.Quantity): kubernetes.Quantity',
      (a: Q, b: Q) => new QuantityValue(a.quantity.add(b.quantity)),
    ],
    [
      'quantity_add_int',
      'kubernetes.Quantity.(int): kubernetes.Quantity',
      (a: Q, b: bigint) => new QuantityValue(a.quantity.add(ofInt(b))),
    ],
  ),
  declare(
    'sub',
    [
      'quantity_sub',
      'kubernetes.Quantity.(kubernetes.Quantity): kubernetes.Quantity',
      (a: Q, b: Q) => new QuantityValue(a.quantity.sub(b.quantity)),
    ],
    [
      'quantity_sub_int',
      'kubernetes.Quantity.(int): kubernetes.Quantity',
      (a: Q, b: bigint) => new QuantityValue(a.quantity.sub(ofInt(b))),
    ],
  ),
];
