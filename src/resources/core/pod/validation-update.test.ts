import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../apimachinery/types.generated.ts';
import { podOf, update } from './pod.suite.ts';

type Change = (next: Pod) => void;

const plain = podOf({});
const rich = podOf({
  activeDeadlineSeconds: 100,
  initContainers: [{ name: 'i', image: 'x' }],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
});
const gated = podOf({
  schedulingGates: [{ name: 'a' }, { name: 'b' }],
  nodeSelector: { disk: 'fast' },
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }],
      },
    },
  },
});

const IMMUTABLE =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** What is refused, without the difference that follows the first line. */
const firstLines = (previous: Pod, change: Change): string[] =>
  update(previous, change).refused.map((text) => text.split('\n', 1)[0] ?? '');

const terms = (pod: Pod) =>
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms ?? [];

describe('a pod may', () => {
  test.each<[string, Pod, Change]>([
    ['change nothing', plain, () => undefined],
    ['get labels', plain, ({ metadata }) => (metadata.labels = { a: 'b' })],
    [
      'get another image',
      rich,
      ({ spec }) => Object.assign(spec.containers[0] ?? {}, { image: 'milk' }),
    ],
    ['get a deadline', plain, ({ spec }) => (spec.activeDeadlineSeconds = 5)],
    ['get a nearer deadline', rich, ({ spec }) => (spec.activeDeadlineSeconds = 50)],
    ['tolerate more', rich, ({ spec }) => spec.tolerations?.push({ key: 'b', operator: 'Exists' })],
    [
      'tolerate longer',
      rich,
      ({ spec }) => Object.assign(spec.tolerations?.[0] ?? {}, { tolerationSeconds: 99 }),
    ],
    ['lose a gate', gated, ({ spec }) => spec.schedulingGates?.shift()],
    [
      'need more of its node while gated',
      gated,
      ({ spec }) => Object.assign(spec.nodeSelector ?? {}, { cpu: 'new' }),
    ],
    [
      'narrow its affinity while gated',
      gated,
      (pod) => terms(pod)[0]?.matchExpressions?.push({ key: 'rack', operator: 'Exists' }),
    ],
    [
      'not be taken away its status',
      plain,
      (pod) => Object.assign(pod, { status: { phase: 'Pending' } }),
    ],
  ])('%s', (_, previous, change) => {
    expect(update(previous, change).refused).toEqual([]);
  });
});

describe('a pod may not', () => {
  test.each<[string, Pod, Change, string[]]>([
    [
      'change its name of a container',
      plain,
      ({ spec }) => Object.assign(spec.containers[0] ?? {}, { name: 'd' }),
      [IMMUTABLE],
    ],
    [
      'get another container',
      plain,
      ({ spec }) => spec.containers.push({ name: 'd', image: 'x', resources: {} }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'lose a container',
      rich,
      ({ spec }) => delete spec.initContainers,
      ['spec.initContainers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'lose an image',
      plain,
      ({ spec }) => Object.assign(spec.containers[0] ?? {}, { image: '' }),
      ['spec.containers[0].image: Required value', 'spec.containers[0].image: Required value'],
    ],
    ['move', plain, ({ spec }) => (spec.nodeName = 'n'), [IMMUTABLE]],
    ['change how it restarts', plain, ({ spec }) => (spec.restartPolicy = 'Never'), [IMMUTABLE]],
    [
      'get a later deadline',
      rich,
      ({ spec }) => (spec.activeDeadlineSeconds = 101),
      [
        'spec.activeDeadlineSeconds: Invalid value: 101: must be less than or equal to previous value',
      ],
    ],
    [
      'lose its deadline',
      rich,
      ({ spec }) => delete spec.activeDeadlineSeconds,
      [
        'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
      ],
    ],
    [
      'tolerate less',
      rich,
      ({ spec }) => delete spec.tolerations,
      [
        'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
      ],
    ],
    ['stop sooner', plain, ({ spec }) => (spec.terminationGracePeriodSeconds = 1), [IMMUTABLE]],
    [
      'get a gate',
      plain,
      ({ spec }) => (spec.schedulingGates = [{ name: 'a' }]),
      [
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
      ],
    ],
    [
      'need less of its node while gated',
      gated,
      ({ spec }) => (spec.nodeSelector = {}),
      [
        'spec.nodeSelector: Invalid value: null: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      'lose its affinity while gated',
      gated,
      ({ spec }) => delete spec.affinity,
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Invalid value: null: no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ],
    ],
    [
      'become a static pod',
      plain,
      ({ metadata }) => (metadata.annotations = { 'kubernetes.io/config.mirror': 'x' }),
      [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
        'metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation',
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
      ],
    ],
  ])('%s', (_, previous, change, lines) => {
    expect(firstLines(previous, change)).toEqual(lines);
  });

  test('change what it is made of, and is shown the difference as of Go types', () => {
    const [refused = ''] = update(plain, ({ spec }) => {
      Object.assign(spec.containers[0] ?? {}, { image: 'milk', workingDir: '/tmp' });
    }).refused;
    expect(refused).toBe(
      `${IMMUTABLE}\n${[
        '@@ -7,7 +7,7 @@',
        '    "Image": "tea:1",',
        '    "Command": null,',
        '    "Args": null,',
        '-   "WorkingDir": "",',
        '+   "WorkingDir": "/tmp",',
        '    "Ports": null,',
        '    "EnvFrom": null,',
        '    "Env": null,',
        '',
      ].join('\n')}`,
    );
  });
});
