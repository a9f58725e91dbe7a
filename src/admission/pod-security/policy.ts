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

/** What the labels of a namespace ask for. The server keeps no audit log: audits are only printed. */
export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

const PRIVILEGED: LevelVersion = { level: 'privileged', minor: Infinity };

/** Where nothing is configured, nothing is forbidden. */
export const ALL_PRIVILEGED: Policy = { enforce: PRIVILEGED, audit: PRIVILEGED, warn: PRIVILEGED };

const MODES = ['enforce', 'audit', 'warn'] as const;

export type Mode = (typeof MODES)[number];

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

/** Undefined, and an error: there is no such level. */
export function parseLevel(text: string, path: FieldPath, errors: FieldError[]): Level | undefined {
  const found = LEVELS.find((each) => each === text);
  if (found === undefined)
    errors.push(fieldError.invalid(path, text, `must be one of ${LEVELS.join(', ')}`));
  return found;
}

/** What is no version is an error, and means the latest. */
export function parseMinor(text: string, path: FieldPath, errors: FieldError[]): number {
  if (text === 'latest') return Infinity;
  const minor = Number(VERSION.exec(text)?.[1] ?? Number.NaN);
  if (Number.isSafeInteger(minor)) return minor;
  errors.push(fieldError.invalid(path, text, 'must be "latest" or "v1.x"'));
  return Infinity;
}

type Labels = Readonly<Record<string, string>> | undefined;

/** Labels that say nothing sensible are errors, and mean the strictest for what is enforced. */
export function policyOf(
  labels: Labels,
  defaults: Policy = ALL_PRIVILEGED,
): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const levelIn = (mode: string, otherwise: Level): Level | undefined => {
    const given = labels?.[PREFIX + mode];
    if (given === undefined) return undefined;
    return parseLevel(given, LABELS.key(PREFIX + mode), errors) ?? otherwise;
  };
  const minorIn = (mode: string): number | undefined => {
    const label = `${PREFIX}${mode}-version`;
    const given = labels?.[label];
    return given === undefined ? undefined : parseMinor(given, LABELS.key(label), errors);
  };
  const enforcedLevel = levelIn('enforce', 'restricted');
  const isClear = errors.length === 0;
  const enforce = {
    level: enforcedLevel ?? defaults.enforce.level,
    minor: minorIn('enforce') ?? defaults.enforce.minor,
  };
  const audit = {
    level: levelIn('audit', 'privileged') ?? defaults.audit.level,
    minor: minorIn('audit') ?? defaults.audit.minor,
  };
  const warnLevel = levelIn('warn', 'privileged');
  const warnMinor = minorIn('warn');
  // Who enforces a level is also warned by it.
  const follows =
    warnLevel === undefined &&
    enforcedLevel !== undefined &&
    isClear &&
    compareLevels(enforcedLevel, defaults.warn.level) > 0;
  const warn = follows
    ? { level: enforce.level, minor: warnMinor ?? enforce.minor }
    : { level: warnLevel ?? defaults.warn.level, minor: warnMinor ?? defaults.warn.minor };
  return { policy: { enforce, audit, warn }, errors };
}

/** Whether a policy differs from another in what it forbids. */
export function samePolicy(a: Policy, b: Policy): boolean {
  return MODES.every((mode) => {
    const bothAllow = a[mode].level === 'privileged' && b[mode].level === 'privileged';
    return bothAllow || sameLevel(a[mode], b[mode]);
  });
}

/** `enforce=restricted:latest, warn=baseline:v1.30`: what labels ask for beyond allowing all. */
export function printAsked(policy: Policy, labels: Labels): string {
  return MODES.filter((mode) => {
    const isAsked = [mode, `${mode}-version`].some((each) => labels?.[PREFIX + each] !== undefined);
    return isAsked && policy[mode].level !== 'privileged';
  })
    .map((mode) => `${mode}=${printLevel(policy[mode])}`)
    .join(', ');
}
