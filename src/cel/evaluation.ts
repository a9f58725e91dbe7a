import type { Value } from './values/value.ts';
import { CelError, CostLimitExceeded } from './values/value.ts';

/** The variables of an evaluation; a value may be made when it is first asked for. */
export type Variables = (name: string) => Value | undefined;

/** So many items of lists are copied in one evaluation: adding lists costs the same however long they are. */
const COPIES_MAX = 10_000_000;

/** One run of a program: its variables, those of its folds, and what it has cost so far. */
export class Evaluation {
  readonly variables: Variables;
  /** Variables of folds, by the slots the planner gave them; an error waits to be read. */
  readonly slots: (Value | CelError)[] = [];
  cost = 0;
  readonly #costMax: number;
  #copies = 0;

  constructor(variables: Variables, costMax: number) {
    this.variables = variables;
    this.#costMax = costMax;
  }

  /** @throws CostLimitExceeded */
  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#costMax) throw new CostLimitExceeded();
  }

  /** @throws CostLimitExceeded */
  copy(items: number): void {
    this.#copies += items;
    if (this.#copies > COPIES_MAX) throw new CostLimitExceeded();
  }

  variable(name: string): Value {
    this.charge(1);
    const found = this.variables(name);
    if (found === undefined) throw new CelError(`no such attribute(s): ${name}`);
    return found;
  }

  slot(index: number): Value {
    this.charge(1);
    const found = this.slots[index];
    if (found instanceof CelError) throw found;
    if (found === undefined) throw new CelError('no such attribute(s)');
    return found;
  }
}
