/** How often a JSON.stringify has met an exact number; see `encodeJson`. */
let met = 0;

/**
 * A JSON number that a double cannot hold: an integer beyond 2^53. It behaves as the nearest
 * double in arithmetic and in comparisons with `<`, and prints its digits. JSON.stringify writes
 * the nearest double; only `encodeJson` keeps the digits.
 */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  toJSON(): number {
    met++;
    return Number(this.text);
  }
}

/** JSON.stringify that keeps every digit of an ExactNumber; as fast when there is none. */
export function encodeJson(value: unknown): string {
  met = 0;
  const text = JSON.stringify(value);
  return met === 0 ? text : encodeExactly(value);
}

function encodeExactly(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => encodeMember(item)).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${encodeExactly(member)}`);
  }
  return `{${members.join(',')}}`;
}

function encodeMember(item: unknown): string {
  return item === undefined ? 'null' : encodeExactly(item);
}
