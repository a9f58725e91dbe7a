/** A value before an update. */
export interface Before {
  readonly value: unknown;
}

/** One place of an object on the way through its rules. */
export interface Visit {
  /** `spec.items[0]`; empty for the object itself. */
  readonly path: string;
  readonly value: unknown;
  /** Undefined: nothing stood there, or it cannot be told what. */
  readonly before: Before | undefined;
  /** The nearest place above of which it can be told what stood there. */
  readonly above: { readonly value: unknown; readonly before: Before } | undefined;
}
