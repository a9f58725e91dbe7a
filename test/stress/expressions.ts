/** CEL expressions by the dice: well-typed ones, broken ones and heaps of tokens. */
import type { Rng } from '../../src/base/rng.ts';

/**
 * What an expression of each type may be. `<type>` stands for another expression of that type; what has none ends
 * the growth.
 */
const PRODUCTIONS: Readonly<Record<string, readonly string[]>> = {
  bool: [
    'true',
    'false',
    'object.flag',
    "has(object.spec) && 'a' in object.labels",
    '!<bool>',
    '<bool> && <bool>',
    '<bool> || <bool>',
    '<bool> ? <bool> : <bool>',
    '<int> < <int>',
    '<double> <= <int>',
    '<string> > <string>',
    '<int> == <int>',
    'dyn(<int>) != dyn(<double>)',
    '<ints> == <ints>',
    '<map> == <map>',
    '<int> in <ints>',
    '<string> in <map>',
    '<string>.contains(<string>)',
    '<string>.startsWith(<string>)',
    '<string>.matches(<pattern>)',
    '<ints>.all(i, i > <int>)',
    '<ints>.exists(i, i == <int>)',
    '<strings>.exists_one(i, i == <string>)',
    '<ints>.all(i, v, v > i + <int>)',
    '<map>.exists(k, v, k == <string> || v == <int>)',
    '<ints>.isSorted()',
    'sets.contains(<ints>, <ints>)',
    'sets.equivalent(<strings>, <strings>)',
    'sets.intersects(<ints>, <ints>)',
    '<timestamp> < <timestamp>',
    '<duration> >= <duration>',
    'isQuantity(<string>)',
    '<quantity>.isGreaterThan(<quantity>)',
    '<quantity> == <quantity>',
    'isURL(<string>)',
    'isIP(<string>)',
    '<ip>.isLoopback()',
    '<cidr>.containsIP(<ip>)',
    'isSemver(<string>)',
    '<semver>.isLessThan(<semver>)',
    '<optional>.hasValue()',
    '!format.dns1123Label().validate(<string>).hasValue()',
    'type(<int>) == type(<double>)',
  ],
  int: [
    '0',
    '1',
    '-3',
    '7',
    '9223372036854775807',
    '-9223372036854775808',
    'object.spec.count',
    'object.spec.missing',
    '<int> + <int>',
    '<int> - <int>',
    '<int> * <int>',
    '<int> / <int>',
    '<int> % <int>',
    '-(<int>)',
    'size(<string>)',
    'size(<ints>)',
    '<map>.size()',
    'int(<double>)',
    'int(<string>)',
    'int(<uint>)',
    '<ints>[<int>]',
    '<map>[<string>]',
    '<ints>.sum()',
    '<ints>.max()',
    '<ints>.min()',
    '<ints>.indexOf(<int>)',
    '<string>.indexOf(<string>)',
    '<string>.lastIndexOf(<string>)',
    '<timestamp>.getFullYear()',
    '<timestamp>.getDayOfWeek(<zone>)',
    '<duration>.getMinutes()',
    '<quantity>.compareTo(<quantity>)',
    '<quantity>.asInteger()',
    '<semver>.major()',
    '<cidr>.prefixLength()',
    '<ip>.family()',
    '<optional>.orValue(<int>)',
    '<bool> ? <int> : <int>',
    'math.greatest(<int>, <int>)',
  ],
  uint: ['0u', '5u', '18446744073709551615u', 'uint(<int>)', '<uint> - <uint>', '<uint> * <uint>'],
  double: [
    '0.0',
    '1.5',
    '-2.25e10',
    '1e308',
    '<double> + <double>',
    '<double> * <double>',
    '<double> / <double>',
    'double(<int>)',
    'double(<string>)',
    '<quantity>.asApproximateFloat()',
  ],
  string: [
    "''",
    "'a'",
    "'b\\u00e9\\U0001f600'",
    "'12'",
    "'a,b,c'",
    "'1.2.3'",
    "'10Mi'",
    "'10.0.0.1'",
    "'https://a.example:80/x?y=z'",
    'object.name',
    "object.labels['a']",
    '<string> + <string>',
    'string(<int>)',
    'string(<double>)',
    'string(<bool>)',
    'string(<bytes>)',
    'string(<duration>)',
    'string(<timestamp>)',
    '<string>.charAt(<int>)',
    '<string>.lowerAscii()',
    '<string>.upperAscii()',
    '<string>.trim()',
    '<string>.replace(<string>, <string>)',
    '<string>.replace(<string>, <string>, <int>)',
    '<string>.substring(<int>)',
    '<string>.substring(<int>, <int>)',
    '<string>.find(<pattern>)',
    '<strings>.join(<string>)',
    '<strings>[<int>]',
    'strings.quote(<string>)',
    "'%s %d %x'.format([<string>, <int>, <int>])",
    "'%s|%s|%s'.format([<ints>, <map>, <duration>])",
    "'%.2f %e'.format([<double>, <double>])",
    'url(<string>).getHost()',
    'url(<string>).getEscapedPath()',
    'string(<ip>)',
    'string(<cidr>.masked())',
  ],
  pattern: ["'a+'", "'^[0-9]{1,3}$'", "'(a|b)*c?'", "'\\\\p{L}'", "'('", '<string>'],
  zone: ["'UTC'", "'Europe/Berlin'", "'-02:30'", "'Nowhere'"],
  ints: [
    '[]',
    '[1, 2, 3]',
    'object.numbers',
    '[<int>, <int>]',
    '[<int>, ?<optional>]',
    '<ints> + <ints>',
    '<ints>.map(i, i * <int>)',
    '<ints>.filter(i, i > <int>)',
    '<ints>.map(i, i > <int>, i + 1)',
    '<map>.transformList(k, v, v + <int>)',
  ],
  strings: [
    "['a', 'b']",
    '[<string>]',
    '<string>.split(<string>)',
    '<string>.split(<string>, <int>)',
    '<string>.findAll(<pattern>)',
    '<string>.findAll(<pattern>, <int>)',
    '<strings>.map(i, i + <string>)',
    '<ints>.map(i, string(i))',
  ],
  map: [
    '{}',
    "{'a': 1}",
    'object.counts',
    '{<string>: <int>}',
    "{'a': <int>, ?'b': <optional>}",
    '<map>.transformMap(k, v, v * <int>)',
    '<map>.transformMap(k, v, v > <int>, v)',
    '<ints>.transformMapEntry(i, v, {string(i): v})',
  ],
  bytes: ["b''", "b'a\\xff'", 'bytes(<string>)', '<bytes> + <bytes>'],
  duration: [
    "duration('0s')",
    "duration('1h30m')",
    "duration('-1.5ms')",
    'duration(<string>)',
    '<duration> + <duration>',
    '<duration> - <duration>',
    '<timestamp> - <timestamp>',
  ],
  timestamp: [
    "timestamp('2024-02-29T12:00:00Z')",
    "timestamp('0001-01-01T00:00:00+05:30')",
    'timestamp(<int>)',
    'timestamp(<string>)',
    '<timestamp> + <duration>',
    '<timestamp> - <duration>',
  ],
  quantity: [
    "quantity('1')",
    "quantity('1.5Gi')",
    "quantity('-200m')",
    'quantity(<string>)',
    '<quantity>.add(<quantity>)',
    '<quantity>.sub(<int>)',
  ],
  ip: ["ip('10.1.2.3')", "ip('::1')", 'ip(<string>)', '<cidr>.ip()'],
  cidr: ["cidr('10.0.0.0/8')", "cidr('fd00::1/64')", 'cidr(<string>)'],
  semver: ["semver('1.2.3')", "semver('v1.0', true)", 'semver(<string>)'],
  optional: [
    'optional.none()',
    'optional.of(<int>)',
    'optional.ofNonZeroValue(<int>)',
    '<map>[?<string>]',
    '<ints>[?<int>]',
    'object.?spec.?count',
    '<optional>.or(<optional>)',
    '<optional>.optMap(o, o + <int>)',
    '<optional>.optFlatMap(o, <optional>)',
  ],
};

const TYPES = Object.keys(PRODUCTIONS);

/** The types whose values every expression may show. */
export const ROOTS = TYPES.filter((type) => type !== 'pattern' && type !== 'zone');

function pick<T>(rng: Rng, from: readonly T[]): T {
  const chosen = from[rng.int(from.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

/** An expression of the type whose parts go `depth` levels down. */
export function expressionOf(rng: Rng, type: string, depth: number): string {
  const productions = PRODUCTIONS[type] ?? [];
  const allowed = depth > 0 ? productions : productions.filter((text) => !text.includes('<'));
  const plain = allowed.length > 0 ? allowed : productions;
  return pick(rng, plain).replaceAll(/<([a-z]+)>/gu, (whole, name: string) =>
    name in PRODUCTIONS ? grouped(expressionOf(rng, name, depth - 1)) : whole,
  );
}

function grouped(expression: string): string {
  return /^[\w.]+$|^'[^']*'$|^\[[^[\]]*\]$/u.test(expression) ? expression : `(${expression})`;
}

const TOKENS = [
  '( ) [ ] { } . .? [? , : ? + - * / % ! == != < <= > >= && || in true false null if',
  'object a has size map all exists optMap format type dyn',
  "1 0x1f 1u 1.5 1e400 99999999999999999999 .5 'a' ' \" b'\\xff' r'\\' ''' '\\u12' `a-b` ` // \n \t \0 \u{1f600} @ $ \\",
].flatMap((line) => line.split(' '));

/** Tokens and stray characters in no order. */
export function tokenHeap(rng: Rng): string {
  const separator = pick(rng, ['', ' ']);
  return Array.from({ length: 1 + rng.int(30) }, () => pick(rng, TOKENS)).join(separator);
}

/** An expression with some of its characters lost, doubled or replaced by tokens. */
export function damaged(rng: Rng, expression: string): string {
  let text = expression;
  for (let times = 1 + rng.int(3); times > 0; times--) {
    const at = rng.int(text.length + 1);
    const to = Math.min(text.length, at + rng.int(4));
    const between = pick(rng, ['', text.slice(at, to).repeat(2), pick(rng, TOKENS)]);
    text = text.slice(0, at) + between + text.slice(to);
  }
  return text;
}

/** An expression that goes very deep, or is very long. */
export function extreme(rng: Rng): string {
  const count = pick(rng, [10, 49, 100, 251, 1000, 20_000]);
  const inner = pick(rng, ['1', 'object', '', "'a'"]);
  const [before, after] = pick(rng, [
    ['(', ')'],
    ['[', ']'],
    ["{'a':", '}'],
    ['!', ''],
    ['-', ''],
    ['f(', ')'],
    ['', '.a'],
    ['', '[0]'],
    ['', '.f()'],
    ['', ' + 1'],
    ['', ' && true'],
    ['', ' ? 1 : 2'],
    ['true ? ', ' : 1'],
    ['[1, 2, 3].map(x, ', ')'],
    ['[0,1,2,3,4,5,6,7,8,9].all(x, ', ')'],
  ]);
  return before.repeat(count) + inner + after.repeat(count);
}
