import { quote } from '../../apimachinery/go-print.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import { UINT64_MAX } from '../values/numbers.ts';
import type { Value } from '../values/value.ts';
import { CelError, CelOpaque } from '../values/value.ts';

interface Semver {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: readonly string[];
}

const SEMVER = struct('kubernetes.Semver');

class SemverValue extends CelOpaque {
  readonly type = SEMVER;
  readonly version: Semver;

  constructor(version: Semver) {
    super();
    this.version = version;
  }

  override equals(other: Value): boolean {
    return other instanceof SemverValue && compare(this.version, other.version) === 0;
  }
}

function fail(problem: string): never {
  throw new CelError(problem);
}

function parse(text: string): Semver {
  if (text === '') fail('Version string empty');
  const [major, minor, ...rest] = text.split('.');
  if (major === undefined || minor === undefined || rest.length === 0) {
    fail('No Major.Minor.Patch elements found');
  }
  let patch = rest.join('.');
  const plus = patch.indexOf('+');
  const build = plus < 0 ? [] : patch.slice(plus + 1).split('.');
  if (plus >= 0) patch = patch.slice(0, plus);
  const dash = patch.indexOf('-');
  const pre = dash < 0 ? [] : patch.slice(dash + 1).split('.');
  if (dash >= 0) patch = patch.slice(0, dash);
  const version = {
    major: number('Major', major ?? ''),
    minor: number('Minor', minor ?? ''),
    patch: number('Patch', patch),
    pre,
  };
  for (const part of pre) checkPreRelease(part);
  for (const part of build) {
    if (part === '') fail('Build meta data is empty');
    if (!/^[0-9A-Za-z-]+$/.test(part)) {
      fail(`Invalid character(s) found in build meta data ${quote(part)}`);
    }
  }
  return version;
}

function checkPreRelease(part: string): void {
  if (part === '') fail('Prerelease is empty');
  if (/^\d+$/.test(part)) {
    if (part.length > 1 && part.startsWith('0')) {
      fail(`Numeric PreRelease version must not contain leading zeroes ${quote(part)}`);
    }
  } else if (!/^[0-9A-Za-z-]+$/.test(part)) {
    fail(`Invalid character(s) found in prerelease ${quote(part)}`);
  }
}

function number(name: string, text: string): bigint {
  if (!/^\d+$/.test(text)) {
    // An empty element is no wrong character to Go, but no number either.
    if (text !== '') {
      fail(`Invalid character(s) found in ${name.toLowerCase()} number ${quote(text)}`);
    }
    return fail(`strconv.ParseUint: parsing ${quote(text)}: invalid syntax`);
  }
  if (text.length > 1 && text.startsWith('0')) {
    fail(`${name} number must not contain leading zeroes ${quote(text)}`);
  }
  const value = text.length > 20 ? UINT64_MAX + 1n : BigInt(text);
  if (value > UINT64_MAX) fail(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
  return value;
}

/** Lets `v1`, `1.2` and `01.2.3` pass as what they mean. */
function normalized(text: string): Semver {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, minor, rest.length > 0 ? rest.join('.') : undefined]
    .filter((part) => part !== undefined)
    .map(withoutZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) {
    fail('short version cannot contain PreRelease/Build meta data');
  }
  while (parts.length < 3) parts.push('0');
  return parse(parts.join('.'));
}

function withoutZeros(part: string): string {
  if (part.length <= 1) return part;
  const trimmed = part.replace(/^0+/, '');
  return /^\d/.test(trimmed) ? trimmed : `0${trimmed}`;
}

function compare(a: Semver, b: Semver): number {
  for (const name of ['major', 'minor', 'patch'] as const) {
    if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) {
    return Math.sign(b.pre.length) - Math.sign(a.pre.length);
  }
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index++) {
    const order = comparePreRelease(a.pre[index], b.pre[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePreRelease(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (isNumberA && a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

const reader = (normalizes: boolean): ((text: string) => Semver) =>
  normalizes ? normalized : parse;

function isSemver(text: string, normalizes = false): boolean {
  try {
    reader(normalizes)(text);
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

const toSemver = (text: string, normalizes = false): SemverValue =>
  new SemverValue(reader(normalizes)(text));
const order = (a: SemverValue, b: SemverValue): number => compare(a.version, b.version);
const part = (name: 'major' | 'minor' | 'patch'): FunctionDeclaration =>
  declare(name, [
    `semver_${name}`,
    'kubernetes.Semver.(): int',
    ({ version }: SemverValue) => version[name],
  ]);

export const semvers: readonly FunctionDeclaration[] = [
  declare(
    'semver',
    ['string_to_semver', '(string): kubernetes.Semver', toSemver],
    ['string_bool_to_semver', '(string, bool): kubernetes.Semver', toSemver],
  ),
  declare(
    'isSemver',
    ['is_semver_string', '(string): bool', isSemver],
    ['is_semver_string_bool', '(string, bool): bool', isSemver],
  ),
  declare('isGreaterThan', [
    'semver_is_greater_than',
    'kubernetes.Semver.(kubernetes.Semver): bool',
    (a: SemverValue, b: SemverValue) => order(a, b) > 0,
  ]),
  declare('isLessThan', [
    'semver_is_less_than',
    'kubernetes.Semver.(kubernetes.Semver): bool',
    (a: SemverValue, b: SemverValue) => order(a, b) < 0,
  ]),
  declare('compareTo', [
    'semver_compare_to',
    'kubernetes.Semver.(kubernetes.Semver): int',
    (a: SemverValue, b: SemverValue) => BigInt(order(a, b)),
  ]),
  part('major'),
  part('minor'),
  part('patch'),
];
