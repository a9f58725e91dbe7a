import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../apimachinery/types.generated.ts';
import { SeededRng } from '../../base/rng.ts';
import { describeRules, uncovered } from './covers.ts';

const SEED = 20261121;

function rule(
  verbs: string,
  groups: string,
  resources: string,
  names: readonly string[] = [],
): PolicyRule {
  return {
    verbs: verbs.split(' '),
    apiGroups: groups.split(' ').map((group) => (group === 'core' ? '' : group)),
    resources: resources.split(' '),
    ...(names.length > 0 && { resourceNames: [...names] }),
  };
}

function has(list: readonly string[] = [], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

const path = (verbs: string, urls: string): PolicyRule => ({
  verbs: verbs.split(' '),
  nonResourceURLs: urls.split(' '),
});

describe('rules that are held', () => {
  test.each<[PolicyRule[], PolicyRule[], string[]]>([
    [[rule('*', '*', '*')], [rule('get list', 'core apps', 'pods deployments/scale')], []],
    [
      [rule('get', 'core', 'pods')],
      [rule('get list', 'core', 'pods')],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["list"]}'],
    ],
    // Two rules together hold what one of them alone does not.
    [
      [rule('get', 'core', 'pods'), rule('list', 'core', 'pods')],
      [rule('get list', 'core', 'pods')],
      [],
    ],
    [
      [rule('get', 'core', 'pods', ['a'])],
      [rule('get', 'core', 'pods')],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}'],
    ],
    [[rule('get', 'core', 'pods')], [rule('get', 'core', 'pods', ['a'])], []],
    [
      [rule('get', 'core', 'pods', ['a'])],
      [rule('get', 'core', 'pods', ['a', 'b'])],
      ['{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}'],
    ],
    [[rule('update', 'apps', '*/scale')], [rule('update', 'apps', 'deployments/scale')], []],
    [
      [rule('update', 'apps', '*/scale')],
      [rule('update', 'apps', 'deployments')],
      ['{APIGroups:["apps"], Resources:["deployments"], Verbs:["update"]}'],
    ],
    // A star is more than everything that can be named.
    [
      [rule('get list watch', 'core', 'pods')],
      [rule('*', 'core', 'pods')],
      ['{APIGroups:[""], Resources:["pods"], Verbs:["*"]}'],
    ],
    [[path('get', '/healthz*')], [path('get', '/healthz /healthz/etcd')], []],
    [
      [path('get', '/healthz')],
      [path('get', '/healthz*')],
      ['{NonResourceURLs:["/healthz*"], Verbs:["get"]}'],
    ],
  ])('%j cover %j but for %j', (held, wanted, missing) => {
    expect(describeRules(uncovered(held, wanted))).toEqual(missing);
  });

  test(`cover what is asked one by one, and nothing else (seed ${SEED})`, () => {
    const rng = new SeededRng(SEED);
    const some = (of: readonly string[]): string[] =>
      of.filter(() => rng.int(3) === 0).concat(of[rng.int(of.length)] ?? '');
    const random = (): PolicyRule => ({
      verbs: some(['get', 'list', '*']),
      apiGroups: some(['', 'apps', '*']),
      resources: some(['pods', 'pods/log', '*/log', '*']),
      ...(rng.int(2) === 0 && { resourceNames: some(['a', 'b']) }),
    });
    for (let i = 0; i < 2000; i++) {
      const held = Array.from({ length: rng.int(4) }, random);
      const [verb = '', group = '', resource = '', name] = [
        ['get', 'list', '*'][rng.int(3)],
        ['', 'apps', '*'][rng.int(3)],
        ['pods', 'pods/log', 'secrets/log', '*'][rng.int(4)],
        [undefined, 'a', 'b'][rng.int(3)],
      ];
      const expected = held.some((each) => {
        const names = each.resourceNames ?? [];
        const fits =
          has(each.resources, resource) ||
          (resource.endsWith('/log') && each.resources?.includes('*/log') === true);
        const named = names.length === 0 || (name !== undefined && names.includes(name));
        return has(each.verbs, verb) && has(each.apiGroups, group) && fits && named;
      });
      const wanted = rule(verb, group || 'core', resource, name === undefined ? [] : [name]);

      expect({ held, wanted, isCovered: uncovered(held, [wanted]).length === 0 }).toEqual({
        held,
        wanted,
        isCovered: expected,
      });
    }
  });
});
