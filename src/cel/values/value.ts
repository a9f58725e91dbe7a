import type { CelType } from '../types/type.ts';
import type { CelList } from './list.ts';
import type { CelMap } from './map.ts';

/** An unsigned integer; plain bigints are signed ones. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A moment: nanoseconds since 1970, and the offset from UTC that it is printed in. */
export class CelTimestamp {
  readonly nanoseconds: bigint;
  readonly offsetSeconds: number;

  constructor(nanoseconds: bigint, offsetSeconds = 0) {
    this.nanoseconds = nanoseconds;
    this.offsetSeconds = offsetSeconds;
  }
}

export class CelDuration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** A value that may be absent. */
export class CelOptional {
  static readonly none = new CelOptional(undefined);
  readonly value: Value | undefined;

  private constructor(value: Value | undefined) {
    this.value = value;
  }

  static of(value: Value): CelOptional {
    return new CelOptional(value);
  }
}

/** A type as a value, as `type(1)` gives it. */
export class CelTypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value of a library's own type, such as a quantity. */
export abstract class CelOpaque {
  abstract readonly type: CelType;

  equals(other: Value): boolean {
    return this === other;
  }

  /** For the cost of functions that take it; undefined: it has no size. */
  get size(): number | undefined {
    return undefined;
  }
}

/** What a literal may be. */
export type Constant = null | boolean | bigint | number | string | CelUint | Uint8Array;

/** bigint is int, number is double. */
export type Value =
  | Constant
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelOptional
  | CelTypeValue
  | CelOpaque;

/** Evaluating an expression failed; the message is cel-go's. */
export class CelError extends Error {}

/** The expression costs more than it may; nothing catches this but the caller. */
export class CostLimitExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}
