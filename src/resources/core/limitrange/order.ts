import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import type { ResourceList } from '../pod/resource-lists.ts';
import { quantityOf } from '../pod/resource-lists.ts';

type ListName = 'max' | 'min' | 'default' | 'defaultRequest';

interface OrderRule {
  readonly lower: ListName;
  readonly upper: ListName;
  /** The list whose entry is refused. */
  readonly field: ListName;
  /** The list whose entry is shown; upstream does not always show the refused one. */
  readonly shown: ListName;
  readonly words: readonly [string, string];
}

/** `min ≤ defaultRequest ≤ default ≤ max`, in the order in which upstream looks. */
const RULES: readonly OrderRule[] = [
  { lower: 'min', upper: 'max', field: 'min', shown: 'min', words: ['min', 'max'] },
  {
    lower: 'min',
    upper: 'defaultRequest',
    field: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['min', 'default request'],
  },
  {
    lower: 'defaultRequest',
    upper: 'max',
    field: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['default request', 'max'],
  },
  {
    lower: 'defaultRequest',
    upper: 'default',
    field: 'defaultRequest',
    shown: 'defaultRequest',
    words: ['default request', 'default limit'],
  },
  { lower: 'min', upper: 'default', field: 'default', shown: 'min', words: ['min', 'default'] },
  { lower: 'default', upper: 'max', field: 'default', shown: 'max', words: ['default', 'max'] },
];

export function checkOrder(
  name: string,
  lists: Readonly<Record<ListName, ResourceList>>,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const { lower, upper, field, shown, words } of RULES) {
    const low = lists[lower][name];
    const high = lists[upper][name];
    if (low === undefined || high === undefined) continue;
    if (quantityOf(low).compare(quantityOf(high)) <= 0) continue;
    const [lowWord, highWord] = words;
    const detail = `${lowWord} value ${low} is greater than ${highWord} value ${high}`;
    errors.push(fieldError.invalid(path.child(field).key(name), lists[shown][name], detail));
  }
}
