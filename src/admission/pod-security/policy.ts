import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';

const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

export type Level = (typeof LEVELS)[number];

/** The newest minor version whose rules differ from those before. */
export const NEWEST_MINOR = 34;

/** Rules of a level as one minor version of Kubernetes had them; `latest` is Infinity. */
export interface LevelVersion {
  readonly level: Level;
  readonly minor: number;
}

/** What the labels of a namespace ask for. Nothing is said about audits: the server keeps no audit log. */
export interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
}

const PREFIX = 'pod-security.kubernetes.io/';
const LABELS = FieldPath.of('metadata', 'labels');
const VERSION = /^v1\.(\d|[1-9]\d*)$/;

/** `restricted:v1.30`. */
export function printLevel({ level, minor }: LevelVersion): string {
  return `${level}:${minor === Infinity ? 'latest' : `v1.${minor}`}`;
}

export function sameLevel(a: LevelVersion, b: LevelVersion): boolean {
  return a.level === b.level && a.minor === b.minor;
}

/** Negative: the first one allows more. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

/** Labels that say nothing sensible are errors, and mean the strictest for what is enforced. */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): {
  policy: Policy;
  errors: FieldError[];
} {
  const errors: FieldError[] = [];
  const levelIn = (mode: string, otherwise: Level): Level | undefined => {
    const given = labels?.[PREFIX + mode];
    if (given === undefined) return undefined;
    const found = LEVELS.find((each) => each === given);
    if (found !== undefined) return found;
    const path = LABELS.key(PREFIX + mode);
    errors.push(fieldError.invalid(path, given, `must be one of ${LEVELS.join(', ')}`));
    return otherwise;
  };
  const minorIn = (mode: string): number | undefined => {
    const label = `${PREFIX}${mode}-version`;
    const given = labels?.[label];
    if (given === undefined) return undefined;
    const minor = VERSION.exec(given)?.[1];
    if (minor !== undefined && Number.isSafeInteger(Number(minor))) return Number(minor);
    if (given !== 'latest')
      errors.push(fieldError.invalid(LABELS.key(label), given, 'must be "latest" or "v1.x"'));
    return Infinity;
  };
  const enforcedLevel = levelIn('enforce', 'restricted');
  const isClear = errors.length === 0;
  const enforce = { level: enforcedLevel ?? 'privileged', minor: minorIn('enforce') ?? Infinity };
  levelIn('audit', 'privileged');
  minorIn('audit');
  const warnLevel = levelIn('warn', 'privileged');
  const warnMinor = minorIn('warn');
  // Who enforces a level is also warned by it.
  const follows = warnLevel === undefined && enforcedLevel !== undefined && isClear;
  const stricter = follows && enforce.level !== 'privileged';
  const warn = stricter
    ? { level: enforce.level, minor: warnMinor ?? enforce.minor }
    : { level: warnLevel ?? 'privileged', minor: warnMinor ?? Infinity };
  return { policy: { enforce, warn }, errors };
}
