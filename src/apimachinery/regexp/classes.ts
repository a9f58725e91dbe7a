type Test = (code: number) => boolean;
type Ranges = readonly (readonly [number, number])[];

const DIGIT: Ranges = [[48, 57]];
const UPPER: Ranges = [[65, 90]];
const LOWER: Ranges = [[97, 122]];
const WORD: Ranges = [...DIGIT, ...UPPER, ...LOWER, [95, 95]];
const SPACE: Ranges = [
  [9, 10],
  [12, 13],
  [32, 32],
];

/** `[:alpha:]` and its kin: ASCII alone. */
export const POSIX_CLASSES: Readonly<Record<string, Ranges>> = {
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  alpha: [...UPPER, ...LOWER],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGIT,
  graph: [[33, 126]],
  lower: LOWER,
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [...SPACE, [11, 11]],
  upper: UPPER,
  word: WORD,
  xdigit: [...DIGIT, [65, 70], [97, 102]],
};

/** `\d`, `\w`, `\s` and what they leave out. */
export function perlClass(letter: string): Test | undefined {
  const ranges = { d: DIGIT, w: WORD, s: SPACE }[letter.toLowerCase()];
  if (ranges === undefined) return undefined;
  const test = charTest(ranges, false);
  return letter === letter.toLowerCase() ? test : (code) => !test(code);
}

/** A general category or a script, by the names of both. */
export function unicodeClass(name: string): Test | undefined {
  const isNegated = name.startsWith('^');
  const bare = isNegated ? name.slice(1) : name;
  if (!/^[A-Za-z_]+$/.test(bare)) return undefined;
  const pattern = unicodePattern(bare);
  if (pattern === undefined) return undefined;
  return (code) => pattern.test(String.fromCodePoint(code)) !== isNegated;
}

function unicodePattern(name: string): RegExp | undefined {
  if (name === 'Any') return /[^]/u;
  for (const source of [`\\p{General_Category=${name}}`, `\\p{Script=${name}}`]) {
    try {
      return new RegExp(`^${source}$`, 'u');
    } catch {
      // Not a name of this kind.
    }
  }
  return undefined;
}

export function charTest(ranges: Ranges, ignoreCase: boolean): Test {
  const has: Test = (code) => ranges.some(([low, high]) => code >= low && code <= high);
  if (!ignoreCase) return has;
  return (code) => {
    if (has(code)) return true;
    const text = String.fromCodePoint(code);
    return [text.toLowerCase(), text.toUpperCase()].some((each) => has(each.codePointAt(0) ?? -1));
  };
}
