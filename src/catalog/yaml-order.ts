const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** Keys in the order of Go's yaml: numbers within them count as numbers, `a2` before `a10`. */
export function sortedNaturally(keys: readonly string[]): string[] {
  return keys.toSorted(compareNaturally);
}

function compareNaturally(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const one = left[at] ?? '';
    const other = right[at] ?? '';
    if (one !== other) return compareAt(left, right, at);
  }
  return left.length - right.length;
}

/** Two texts that differ first at a place. */
function compareAt(left: readonly string[], right: readonly string[], at: number): number {
  const one = left[at] ?? '';
  const other = right[at] ?? '';
  const byCode = (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  const letter = LETTER.test(one);
  if (letter && LETTER.test(other)) return byCode;
  if (letter || LETTER.test(other)) return letter ? 1 : -1;
  // A zero inside a number is a digit like any other; one in front of it is not.
  const inNumber = (one === '0' || other === '0') && followsNumber(left, at);
  const first = numberAt(left, at, inNumber);
  const second = numberAt(right, at, inNumber);
  if (first.value !== second.value) return first.value < second.value ? -1 : 1;
  return first.end === second.end ? byCode : first.end - second.end;
}

function followsNumber(chars: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const char = chars[before] ?? '';
    if (!DIGIT.test(char)) return false;
    if (char !== '0') return true;
  }
  return false;
}

function numberAt(
  chars: readonly string[],
  start: number,
  inNumber: boolean,
): { readonly value: bigint; readonly end: number } {
  let value = inNumber ? 1n : 0n;
  let end = start;
  for (; end < chars.length && DIGIT.test(chars[end] ?? ''); end++) {
    const digit = BigInt((chars[end]?.codePointAt(0) ?? 0) - 0x30);
    value = BigInt.asIntN(64, value * 10n + digit);
  }
  return { value, end };
}
