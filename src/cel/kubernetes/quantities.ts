import { Quantity, QuantityError } from '../../apimachinery/quantity.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import type { Value } from '../values/value.ts';
import { CelError, CelOpaque } from '../values/value.ts';
import type { Amount } from './quantity-amount.ts';
import { amountOf, integerOf, negated, sumOf } from './quantity-amount.ts';

const QUANTITY = struct('kubernetes.Quantity');

class QuantityValue extends CelOpaque {
  readonly type = QUANTITY;
  readonly quantity: Quantity;
  readonly amount: Amount | undefined;

  constructor(quantity: Quantity, amount: Amount | undefined) {
    super();
    this.quantity = quantity;
    this.amount = amount;
  }

  add(other: QuantityValue): QuantityValue {
    return new QuantityValue(this.quantity.add(other.quantity), sumOf(this.amount, other.amount));
  }

  sub(other: QuantityValue): QuantityValue {
    const amount = sumOf(this.amount, negated(other.amount));
    return new QuantityValue(this.quantity.sub(other.quantity), amount);
  }

  override equals(other: Value): boolean {
    return other instanceof QuantityValue && this.quantity.compare(other.quantity) === 0;
  }
}

function parse(text: string): QuantityValue {
  try {
    return new QuantityValue(Quantity.parse(text), amountOf(text));
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

function asInteger(value: QuantityValue): bigint {
  const found = integerOf(value.amount);
  if (found === undefined) throw new CelError('cannot convert value to integer');
  return found;
}

const NANO = Quantity.parse('1n');

/** Upstream multiplies two floats; what it keeps with many digits counts billionths. */
function asApproximateFloat({ quantity, amount }: QuantityValue): number {
  if (amount !== undefined) return Number(amount.value) * Number(`1e${amount.scale}`);
  const [billionths] = Quantity.align(quantity, NANO);
  return Number(billionths) * 1e-9;
}

type Q = QuantityValue;
const compare = (a: Q, b: Q): bigint => BigInt(Math.sign(a.quantity.compare(b.quantity)));
const ofInt = (value: bigint): Q =>
  new QuantityValue(Quantity.ofNumber(value, 'DecimalExponent'), { value, scale: 0 });

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
    asApproximateFloat,
  ]),
  declare('asInteger', ['quantity_get_int', 'kubernetes.Quantity.(): int', asInteger]),
  declare('isInteger', [
    'quantity_is_integer',
    'kubernetes.Quantity.(): bool',
    (value: Q) => integerOf(value.amount) !== undefined,
  ]),
  declare(
    'add',
    [
      'quantity_add',
      'kubernetes.Quantity.(kubernetes.Quantity): kubernetes.Quantity',
      (a: Q, b: Q) => a.add(b),
    ],
    [
      'quantity_add_int',
      'kubernetes.Quantity.(int): kubernetes.Quantity',
      (a: Q, b: bigint) => a.add(ofInt(b)),
    ],
  ),
  declare(
    'sub',
    [
      'quantity_sub',
      'kubernetes.Quantity.(kubernetes.Quantity): kubernetes.Quantity',
      (a: Q, b: Q) => a.sub(b),
    ],
    [
      'quantity_sub_int',
      'kubernetes.Quantity.(int): kubernetes.Quantity',
      (a: Q, b: bigint) => a.sub(ofInt(b)),
    ],
  ),
];
