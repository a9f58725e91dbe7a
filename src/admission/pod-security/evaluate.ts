import type { ObjectMeta, PodSpec } from '../../apimachinery/types.generated.ts';
import * as baseline from './baseline.ts';
import type { Check, Violation } from './check.ts';
import { checkedPod } from './check.ts';
import type { LevelVersion } from './policy.ts';
import { NEWEST_MINOR } from './policy.ts';
import * as restricted from './restricted.ts';

interface Rule {
  readonly id: string;
  /** The check that holds from each minor version on, oldest first. */
  readonly since: readonly (readonly [number, Check])[];
  /** The rule of the lower level that a version of this one replaces. */
  readonly replaces?: string;
}

/** In the order of their ids, in which violations are told. */
const BASELINE: readonly Rule[] = [
  { id: 'appArmorProfile', since: [[0, baseline.appArmorProfile]] },
  { id: 'capabilities_baseline', since: [[0, baseline.capabilities]] },
  { id: 'hostNamespaces', since: [[0, baseline.hostNamespaces]] },
  { id: 'hostPathVolumes', since: [[0, baseline.hostPathVolumes]] },
  { id: 'hostPorts', since: [[0, baseline.hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', since: [[34, baseline.hostProbesAndLifecycle]] },
  { id: 'privileged', since: [[0, baseline.privileged]] },
  { id: 'procMount', since: [[0, baseline.procMount]] },
  {
    id: 'seLinuxOptions',
    since: [
      [0, baseline.seLinuxOptions],
      [31, baseline.seLinuxOptions31],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    since: [
      [0, baseline.seccompAnnotations],
      [19, baseline.seccompProfile],
    ],
  },
  { id: 'sysctls', since: baseline.sysctls },
  { id: 'windowsHostProcess', since: [[0, baseline.windowsHostProcess]] },
];

const { exceptWindows } = restricted;
const RESTRICTED: readonly Rule[] = [
  {
    id: 'allowPrivilegeEscalation',
    since: [
      [8, restricted.allowPrivilegeEscalation],
      [25, exceptWindows(restricted.allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    since: [
      [22, restricted.capabilities],
      [25, exceptWindows(restricted.capabilities)],
    ],
    replaces: 'capabilities_baseline',
  },
  {
    id: 'restrictedVolumes',
    since: [[0, restricted.restrictedVolumes]],
    replaces: 'hostPathVolumes',
  },
  { id: 'runAsNonRoot', since: [[0, restricted.runAsNonRoot]] },
  { id: 'runAsUser', since: [[23, restricted.runAsUser]] },
  {
    id: 'seccompProfile_restricted',
    since: [
      [19, restricted.seccompProfile],
      [25, exceptWindows(restricted.seccompProfile)],
    ],
    replaces: 'seccompProfile_baseline',
  },
];

/** By `level:minor`; labels name any number of versions, but only these differ. */
const known = new Map<string, readonly Check[]>();

/** What a pod does that the level forbids. */
export function evaluate(
  { level, minor }: LevelVersion,
  metadata: ObjectMeta,
  spec: PodSpec,
): Violation[] {
  if (level === 'privileged') return [];
  const pod = checkedPod(metadata, spec);
  return checksOf(level, Math.min(minor, NEWEST_MINOR)).flatMap((check) => check(pod) ?? []);
}

function checksOf(level: 'baseline' | 'restricted', minor: number): readonly Check[] {
  const key = `${level}:${minor}`;
  let checks = known.get(key);
  if (checks === undefined) {
    const added = level === 'baseline' ? [] : RESTRICTED.filter((rule) => holds(rule, minor));
    const replaced = new Set(added.map(({ replaces }) => replaces));
    const kept = BASELINE.filter(({ id }) => !replaced.has(id));
    checks = [...kept, ...added].flatMap(
      ({ since }) => since.findLast(([from]) => from <= minor)?.[1] ?? [],
    );
    known.set(key, checks);
  }
  return checks;
}

function holds({ since }: Rule, minor: number): boolean {
  return since.some(([from]) => from <= minor);
}

/** For one object: every reason with its details. */
export function printDetails(violations: readonly Violation[]): string {
  return violations
    .map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`))
    .join(', ');
}

/** For many pods together: the reasons alone. */
export function printReasons(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(', ');
}
