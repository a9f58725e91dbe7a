import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../../apimachinery/meta.ts';
import type { Client } from '../../client/client.ts';
import type { PodSecurityConfiguration } from '../configuration.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import { podSecurity } from './pod-security.ts';
import type { Level, LevelVersion } from './policy.ts';

const latest = (level: Level): LevelVersion => ({ level, minor: Infinity });

const CONFIGURATION: PodSecurityConfiguration = {
  defaults: {
    enforce: latest('baseline'),
    audit: latest('privileged'),
    warn: latest('restricted'),
  },
  exemptions: { usernames: ['system'], namespaces: ['free'], runtimeClasses: ['gvisor'] },
};

type Labels = Record<string, string>;

interface Answer {
  readonly refused: string | undefined;
  readonly warnings: readonly string[];
}

/** @param pods of the namespace already */
async function ask(
  parts: Partial<AdmissionAttributes>,
  labels: Labels = {},
  pods: readonly object[] = [],
): Promise<Answer> {
  const warnings: string[] = [];
  const client = {
    resource: () => ({ list: async () => Promise.resolve({ items: pods }) }),
  } as unknown as Client;
  const namespaces = async (name: string): Promise<AnyObject> =>
    Promise.resolve({ metadata: { name, labels } });
  const plugin = podSecurity({ client, namespaces, configuration: CONFIGURATION });
  const attributes = {
    operation: 'CREATE',
    group: '',
    user: { name: 'ann', groups: [] },
    name: 'x',
    warn: (text: string) => warnings.push(text),
    ...parts,
  } as unknown as AdmissionAttributes;
  try {
    await plugin.validate?.(attributes);
    return { refused: undefined, warnings };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error), warnings };
  }
}

function podIn(namespace: string, spec: object): Partial<AdmissionAttributes> {
  return { resource: 'pods', namespace, object: podOf('x', spec) };
}

function podOf(name: string, spec: object): AnyObject {
  const containers = [{ name: 'main', image: 'a' }];
  return { metadata: { name }, spec: { containers, ...spec } };
}

const LABEL = 'pod-security.kubernetes.io/enforce';

describe('a namespace without labels', () => {
  test('is kept to the configured level', async () => {
    const { refused } = await ask(podIn('a', { hostNetwork: true }));
    expect(refused).toContain('violates PodSecurity "baseline:latest": host namespaces');
  });

  test('warns of the configured level', async () => {
    const { refused, warnings } = await ask(podIn('a', {}));
    expect(refused).toBeUndefined();
    expect(warnings[0]).toContain('would violate PodSecurity "restricted:latest"');
  });

  test('says otherwise by labels', async () => {
    const { refused } = await ask(podIn('a', { hostNetwork: true }), { [LABEL]: 'privileged' });
    expect(refused).toBeUndefined();
  });
});

describe('nobody looks at', () => {
  test.each<[string, Partial<AdmissionAttributes>]>([
    ['pods of an exempt namespace', podIn('free', { hostNetwork: true })],
    [
      'what an exempt user writes',
      { ...podIn('a', { hostNetwork: true }), user: { name: 'system', groups: [] } },
    ],
    ['pods of an exempt class', podIn('a', { hostNetwork: true, runtimeClassName: 'gvisor' })],
    [
      'templates of an exempt class',
      {
        group: 'apps',
        resource: 'deployments',
        namespace: 'a',
        object: {
          metadata: { name: 'x' },
          spec: { template: podOf('', { runtimeClassName: 'gvisor' }) },
        },
      },
    ],
  ])('%s', async (_what, parts) => {
    expect(await ask(parts)).toEqual({ refused: undefined, warnings: [] });
  });
});

const namespace = (name: string, labels: Labels): AnyObject => ({ metadata: { name, labels } });
const created = (name: string, labels: Labels): Partial<AdmissionAttributes> => ({
  resource: 'namespaces',
  name,
  object: namespace(name, labels),
});

const change = (name: string): Partial<AdmissionAttributes> => ({
  ...created(name, { [LABEL]: 'restricted' }),
  operation: 'UPDATE',
  previous: namespace(name, {}),
});

describe('labels of an exempt namespace', () => {
  test('are said to be ignored', async () => {
    const { warnings } = await ask(created('free', { [LABEL]: 'restricted' }));
    expect(warnings).toEqual([
      'namespace "free" is exempt from Pod Security, and the policy ' +
        '(enforce=restricted:latest) will be ignored',
    ]);
  });

  test('are not mentioned where they say what holds anyway', async () => {
    expect((await ask(created('free', {}))).warnings).toEqual([]);
    expect((await ask(created('free', { [LABEL]: 'baseline' }))).warnings).toEqual([]);
  });

  test('leave the pods alone that are there', async () => {
    const pods = [podOf('p', { hostNetwork: true }), podOf('q', { runtimeClassName: 'gvisor' })];
    expect((await ask(change('a'), {}, pods)).warnings).toHaveLength(2);
    expect((await ask(change('a'), {}, pods)).warnings[1]).toMatch(/^p: /);
    expect((await ask(change('free'), {}, pods)).warnings).toHaveLength(1);
  });
});
