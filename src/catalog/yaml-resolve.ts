import { ExactNumber } from '../base/json.ts';
import { canonicalBase64 } from './decode-base64.ts';
import { YamlError } from './yaml-reader.ts';

/** A scalar as Go's yaml resolves it; a key keeps its type, because 1 and "1" are two keys. */
export type Resolved =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'null' }
  | { readonly type: 'string'; readonly value: string };

const PREFIX = 'tag:yaml.org,2002:';

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...forms(['y', 'yes', 'true', 'on'], { type: 'bool', value: true }),
  ...forms(['n', 'no', 'false', 'off'], { type: 'bool', value: false }),
  ...forms(['', '~', 'null'], { type: 'null' }),
  ...forms(['.inf', '+.inf'], { type: 'float', value: Number.POSITIVE_INFINITY }),
  ...forms(['-.inf'], { type: 'float', value: Number.NEGATIVE_INFINITY }),
  ...(['.nan', '.NaN', '.NAN'].map((word) => [word, { type: 'float', value: Number.NaN }]) as [
    string,
    Resolved,
  ][]),
]);

/** `yes`, `Yes` and `YES` mean the same, `yEs` does not. */
function forms(words: readonly string[], resolved: Resolved): [string, Resolved][] {
  return words.flatMap((word) => {
    const lead = word.search(/[a-z]/);
    const title = word.slice(0, lead) + word.charAt(lead).toUpperCase() + word.slice(lead + 1);
    return [word, ...(lead < 0 ? [] : [title, word.toUpperCase()])].map(
      (form): [string, Resolved] => [form, resolved],
    );
  });
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
/** No integer of 64 bits needs more characters, in whatever base. */
const INT_LENGTH_MAX = 80;

/**
 * The value of a plain scalar, or of one with a tag.
 * @param tag in full; '' for a plain scalar
 */
export function resolveScalar(tag: string, text: string): Resolved {
  if (tag === '') return resolvePlain(text);
  const name = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '';
  switch (name) {
    case 'binary':
      return { type: 'string', value: decodeBinary(text) };
    case 'bool':
    case 'float':
    case 'int':
    case 'null':
      return resolveAs(name, text);
    case 'timestamp':
      // A timestamp stays the text it was, once it is known to be one.
      if (TIMESTAMP.test(text)) return { type: 'string', value: text };
      throw cannotDecode(resolvePlain(text), text, name);
    default:
      return { type: 'string', value: text };
  }
}

function resolvePlain(text: string): Resolved {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charAt(0);
  if (first === '.') return resolveFloat(text) ?? { type: 'string', value: text };
  if (!/^[-+0-9]/.test(first)) return { type: 'string', value: text };
  const plain = text.replaceAll('_', '');
  return resolveInt(plain) ?? resolveFloat(plain) ?? { type: 'string', value: text };
}

/** Go's ParseInt with base 0: `012` and `0o12` are octal; and `-0b1`. */
function resolveInt(text: string): Resolved | undefined {
  if (text.length > INT_LENGTH_MAX) return undefined;
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, sign = '', hex, octal, binary, decimal = '0'] = match;
  const magnitude = BigInt(
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : decimal,
  );
  const value = sign === '-' ? -magnitude : magnitude;
  // ParseUint, which reads what is too large for ParseInt, knows no sign.
  const max = sign === '' ? UINT64_MAX : 2n ** 63n - 1n;
  return value >= INT64_MIN && value <= max ? { type: 'int', value } : undefined;
}

function resolveFloat(text: string): Resolved | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

/** The dates and times that Go's yaml takes for timestamps; a day need not be in the calendar here. */
const TIMESTAMP = new RegExp(
  [
    '^[0-9]{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])',
    '(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})',
    '| +[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$',
  ].join(''),
);

function resolveAs(name: 'bool' | 'float' | 'int' | 'null', text: string): Resolved {
  const resolved = resolvePlain(text);
  if (resolved.type === name) return resolved;
  if (name === 'float' && resolved.type === 'int') {
    return { type: 'float', value: Number(resolved.value) };
  }
  throw cannotDecode(resolved, text, name);
}

function cannotDecode(resolved: Resolved, text: string, name: string): YamlError {
  const found = resolved.type === 'string' ? 'str' : resolved.type;
  return new YamlError(`cannot decode !!${found} \`${text}\` as a !!${name}`);
}

function decodeBinary(text: string): string {
  try {
    return Buffer.from(canonicalBase64(text), 'base64').toString();
  } catch {
    throw new YamlError('!!binary value contains invalid base64 data');
  }
}

/** The JSON value of a resolved scalar. */
export function jsonOf(resolved: Resolved): unknown {
  if (resolved.type === 'null') return null;
  if (resolved.type !== 'int') return resolved.value;
  const number = Number(resolved.value);
  return Number.isSafeInteger(number) ? number : new ExactNumber(String(resolved.value));
}

/** The name of a member, as sigs.k8s.io/yaml writes a key that is no string. */
export function keyText(resolved: Exclude<Resolved, { type: 'null' }>): string {
  if (resolved.type !== 'float') return String(resolved.value);
  if (resolved.value === Number.POSITIVE_INFINITY) return '.inf';
  if (resolved.value === Number.NEGATIVE_INFINITY) return '-.inf';
  return Number.isNaN(resolved.value) ? '.nan' : formatShortest(Math.fround(resolved.value));
}

/** Go's %g of a float32: the fewest digits that tell it from its neighbours. */
function formatShortest(value: number): string {
  let digits = value.toExponential(0);
  for (let count = 1; count < 17 && Math.fround(Number(digits)) !== value; count++) {
    digits = value.toExponential(count);
  }
  const [mantissa = '', exponentText = '0'] = digits.split('e');
  const exponent = Number(exponentText);
  const length = mantissa.replace(/[-.]/g, '').length;
  if (exponent >= -4 && exponent < 6) {
    return Number(digits).toFixed(Math.max(0, length - 1 - exponent));
  }
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
