import { describe, expect, test } from 'vitest';
import type {
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../apimachinery/types.generated.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import type { StrategyContext } from '../../registry/definition.ts';
import type { ParamAccess, ReadQuestion } from './param-access.ts';
import { authorizeBinding, authorizePolicy } from './param-access.ts';

const MIA: UserInfo = {
  name: 'mia',
  uid: '7',
  groups: ['crew', 'system:authenticated'],
  extra: { zed: ['1'], abc: ['2', '3'] },
};
const PRINTED = '&{mia 7 [crew system:authenticated] map[abc:[2 3] zed:[1]]}';
const CONFIG_MAP: ParamKind = { apiVersion: 'v1', kind: 'ConfigMap' };
const LOST: ParamKind = { apiVersion: 'example.com/v1', kind: 'Lost' };

function policyOf(paramKind: ParamKind | undefined): ValidatingAdmissionPolicy {
  return { metadata: { name: 'p' }, spec: { paramKind }, status: {} };
}

function bindingOf(policyName: string, paramRef: ParamRef | undefined) {
  return { metadata: { name: 'b' }, spec: { policyName, paramRef } };
}

function contextOf(requester: UserInfo): StrategyContext {
  return { requester } as StrategyContext;
}

/** Serves configmaps and the policies `known`, `lost` and `bare`; keeps what it is asked. */
class Access implements ParamAccess {
  readonly asked: string[] = [];
  readonly #allowed: boolean;

  constructor(allowed: boolean) {
    this.#allowed = allowed;
  }

  mayRead({ verb, resource: of }: ReadQuestion): boolean {
    this.asked.push([verb, of.group, of.version, of.resource, of.namespace, of.name].join('|'));
    return this.#allowed;
  }

  pluralOf(group: string, version: string, kind: string): string | undefined {
    return `${group}/${version}/${kind}` === '/v1/ConfigMap' ? 'configmaps' : undefined;
  }

  policy(name: string): ValidatingAdmissionPolicy | undefined {
    if (name === 'known') return policyOf(CONFIG_MAP);
    if (name === 'lost') return policyOf(LOST);
    return name === 'bare' ? policyOf(undefined) : undefined;
  }
}

describe('a policy', () => {
  test.each([
    [CONFIG_MAP, 'get||v1|configmaps|*|*'],
    [LOST, 'get|example.com|v1|*|*|*'],
  ])('about %j takes a user who may read: %s', (paramKind, question) => {
    const allowing = new Access(true);
    const refusing = new Access(false);

    expect(authorizePolicy(allowing, policyOf(paramKind), undefined, contextOf(MIA))).toHaveLength(
      0,
    );
    const [error] = authorizePolicy(refusing, policyOf(paramKind), undefined, contextOf(MIA));

    expect(allowing.asked).toEqual([question]);
    expect(error).toEqual({
      reason: 'FieldValueForbidden',
      field: 'spec.paramKind',
      body:
        `Forbidden: user ${PRINTED} must have "get" permission on all objects of the referenced ` +
        `paramKind (kind=${paramKind.kind}, apiVersion=${paramKind.apiVersion})`,
    });
  });

  test.each([
    ['has no parameters', policyOf(undefined), policyOf(CONFIG_MAP), MIA],
    ['keeps its kind of parameters', policyOf(CONFIG_MAP), policyOf(CONFIG_MAP), MIA],
    [
      'is written by a master',
      policyOf(CONFIG_MAP),
      undefined,
      { name: 'root', groups: ['system:masters'] },
    ],
  ])('that %s is nobody asked about', (_, next, previous, user) => {
    const access = new Access(false);

    expect(authorizePolicy(access, next, previous, contextOf(user))).toEqual([]);
    expect(access.asked).toEqual([]);
  });

  test('that changes its kind of parameters is asked about', () => {
    const access = new Access(false);
    const errors = authorizePolicy(access, policyOf(LOST), policyOf(CONFIG_MAP), contextOf(MIA));

    expect(errors).toHaveLength(1);
  });
});

describe('a binding', () => {
  const named = { name: 'limits', namespace: 'one', parameterNotFoundAction: 'Deny' };
  const chosen = { selector: {}, parameterNotFoundAction: 'Deny' };
  const everything = (verb: string): string =>
    `to determine minimum required permissions and user ${PRINTED} does not have "${verb}" ` +
    'permission for all groups, versions and resources';

  test.each([
    [
      'known',
      named,
      'get||v1|configmaps|one|limits',
      `user ${PRINTED} does not have "get" permission on the object referenced by paramRef`,
    ],
    [
      'known',
      chosen,
      'list||v1|configmaps||',
      `user ${PRINTED} does not have "list" permission on the object referenced by paramRef`,
    ],
    [
      'lost',
      named,
      'get|example.com|v1|*|one|limits',
      `unable to resolve paramKind &{example.com/v1 Lost} ${everything('get')}`,
    ],
    [
      'bare',
      chosen,
      'list|*|*|*||',
      `user ${PRINTED} does not have "list" permission on the object referenced by paramRef`,
    ],
    ['missing', named, 'get|*|*|*|one|limits', `unable to get policy missing ${everything('get')}`],
  ])('of the policy %s to %j takes: %s', (name, paramRef, question, why) => {
    const allowing = new Access(true);
    const binding: ValidatingAdmissionPolicyBinding = bindingOf(name, paramRef);

    expect(authorizeBinding(allowing, binding, contextOf(MIA))).toEqual([]);
    const [error] = authorizeBinding(new Access(false), binding, contextOf(MIA));

    expect(allowing.asked).toEqual([question]);
    expect(error).toEqual({
      reason: 'FieldValueForbidden',
      field: 'spec.paramRef',
      body: `Forbidden: ${why}`,
    });
  });

  test('without parameters, or of a master, is nobody asked about', () => {
    const access = new Access(false);
    const root = { name: 'root', groups: ['system:masters'] };

    expect(authorizeBinding(access, bindingOf('known', undefined), contextOf(MIA))).toEqual([]);
    expect(authorizeBinding(access, bindingOf('known', named), contextOf(root))).toEqual([]);
    expect(access.asked).toEqual([]);
  });
});
