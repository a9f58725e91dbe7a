import { describe, expect, test } from 'vitest';
import { SeededRng } from '../base/rng.ts';
import { FieldPath } from './field-error.ts';
import { managerOf, validateFieldManager } from './field-manager.ts';
import type { ObjectMeta } from './meta.ts';
import { anyName, isPathSegmentName, nameIsDnsSubdomain } from './names.ts';
import type { ObjectMetaUpdateRules } from './object-meta.ts';
import {
  generateName,
  validateImmutableField,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta.ts';
import { dedupOwnerReferences } from './owner-references.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const UNQUALIFIED = 'name is neither a standard finalizer name nor is it fully qualified';

const RULES = { namespaced: false, validateName: nameIsDnsSubdomain };
const texts = (errors: readonly { field: string; body: string }[]): string[] =>
  errors.map(({ field, body }) => `${field}: ${body}`);

describe('metadata of a new object', () => {
  test.each<[ObjectMeta, string[]]>([
    [{ name: 'a' }, []],
    [{}, ['metadata.name: Required value: name or generateName is required']],
    [{ name: 'A' }, [`metadata.name: Invalid value: "A": ${SUBDOMAIN}`]],
    [
      { name: 'AB-x', generateName: 'AB-' },
      [
        `metadata.generateName: Invalid value: "AB-": ${SUBDOMAIN}`,
        `metadata.name: Invalid value: "AB-x": ${SUBDOMAIN}`,
      ],
    ],
    [{ name: 'a', namespace: 'b' }, ['metadata.namespace: Forbidden: not allowed on this type']],
    [
      { name: 'a', generation: -1 },
      ['metadata.generation: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      { name: 'a', annotations: { 'A/b': 'x', é: '' } },
      [`metadata.annotations: Invalid value: "é": ${NAME_PART}`],
    ],
    [
      { name: 'a', annotations: { b: 'x'.repeat(262_144) } },
      ['metadata.annotations: Too long: may not be more than 262144 bytes'],
    ],
    [{ name: 'a', annotations: { b: 'x'.repeat(262_143) } }, []],
    [
      { name: 'a', finalizers: ['x y', 'orphan', 'foregroundDeletion', 'kubernetes', 'z'] },
      [
        `metadata.finalizers: Invalid value: "x y": ${NAME_PART}`,
        'metadata.finalizers: Invalid value: ["x y","orphan","foregroundDeletion","kubernetes","z"]: finalizer orphan and foregroundDeletion cannot be both set',
        `metadata.finalizers[0]: Invalid value: "x y": ${UNQUALIFIED}`,
        `metadata.finalizers[4]: Invalid value: "z": ${UNQUALIFIED}`,
      ],
    ],
    [
      { name: 'a', managedFields: [{ manager: 'm'.repeat(129), operation: 'Patch' }] },
      [
        'metadata.managedFields[0].operation: Invalid value: "Patch": must be `Apply` or `Update`',
        'metadata.managedFields[0].manager: Too long: may not be more than 128 bytes',
      ],
    ],
  ])("is checked in upstream's order, case %#", (meta, messages) => {
    expect(texts(validateObjectMeta(meta, RULES))).toEqual(messages);
  });

  test('has a namespace where the kind has one', () => {
    const rules = { ...RULES, namespaced: true };

    expect(texts(validateObjectMeta({ name: 'a' }, rules))).toEqual([
      'metadata.namespace: Required value',
    ]);
    expect(texts(validateObjectMeta({ name: 'a', namespace: 'a.b' }, rules))).toEqual([
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
    ]);
  });

  test('has a name that can stand in a URL, whatever the kind allows', () => {
    const rules = { ...RULES, validateName: anyName };

    expect(texts(validateObjectMeta({ name: 'A b:c' }, rules))).toEqual([]);
    expect(texts(validateObjectMeta({ name: 'a/b%c' }, rules))).toEqual([
      `metadata.name: Invalid value: "a/b%c": may not contain '/'`,
      `metadata.name: Invalid value: "a/b%c": may not contain '%'`,
    ]);
    expect(isPathSegmentName('..', true)).toEqual([]);
  });

  test('has any other name where the kind does not look at it', () => {
    const rules = { ...RULES, of: { group: 'policy', kind: 'PodDisruptionBudget' } };

    expect(validateObjectMeta({ name: 'A_b' }, rules)).toEqual([]);
    expect(texts(validateObjectMeta({ name: '..' }, rules))).toEqual([
      `metadata.name: Invalid value: "..": may not be '..'`,
    ]);
  });

  test('may have finalizers without a domain where the kind does not care', () => {
    const meta = { name: 'a', finalizers: ['z'] };

    expect(validateObjectMeta(meta, { ...RULES, custom: true })).toEqual([]);
    expect(
      validateObjectMeta(meta, { ...RULES, of: { group: 'coordination.k8s.io', kind: 'Lease' } }),
    ).toEqual([]);
    expect(
      validateObjectMeta(meta, { ...RULES, of: { group: 'apps', kind: 'Deployment' } }),
    ).toHaveLength(1);
  });
});

describe('owner references', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  const errorsOf = (...ownerReferences: (typeof owner)[]): string[] =>
    texts(validateObjectMeta({ name: 'a', ownerReferences }, RULES));

  test('need all their parts, and are reported without an index', () => {
    expect(errorsOf({ apiVersion: 'a/b/c', kind: '', name: '', uid: '' })).toEqual([
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
    ]);
    expect(errorsOf({ ...owner, apiVersion: 'apps/' })).toEqual([
      'metadata.ownerReferences.apiVersion: Invalid value: "apps/": version must not be empty',
    ]);
  });

  test('cannot name an event of the core group', () => {
    expect(errorsOf({ uid: 'u', name: 'p', kind: 'Event', apiVersion: 'v1' })).toEqual([
      'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"p","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
    ]);
    expect(errorsOf({ ...owner, kind: 'Event', apiVersion: 'events.k8s.io/v1' })).toEqual([]);
  });

  test('name one controller at most', () => {
    const controller = { ...owner, controller: true };

    expect(errorsOf(controller, { ...controller, name: 'q' })).toEqual([
      'metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u","controller":true},{"apiVersion":"v1","kind":"Pod","name":"q","uid":"u","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Pod/p and Pod/q',
    ]);
  });

  test('are kept once when they are equal in all parts', () => {
    const metadata: ObjectMeta = {
      ownerReferences: [owner, { ...owner, controller: true }, { ...owner }, { ...owner }],
    };

    const warning = dedupOwnerReferences(metadata);

    expect(metadata.ownerReferences).toEqual([owner, { ...owner, controller: true }]);
    expect(warning).toBe(
      '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u, u',
    );
    expect(dedupOwnerReferences(metadata)).toBeUndefined();
    metadata.ownerReferences?.push(owner);
    expect(dedupOwnerReferences(metadata, { afterAdmission: true })).toContain(
      'duplicate entries after mutating admission happens; ',
    );
  });
});

describe('metadata of a changed object', () => {
  const previous: ObjectMeta = { name: 'a', uid: 'u', creationTimestamp: '2020-01-01T00:00:00Z' };
  const fieldsOf = (next: ObjectMeta, rules: ObjectMetaUpdateRules): string[] =>
    validateObjectMetaUpdate(next, previous, rules).map(({ field }) => field);

  test('keeps what the server set', () => {
    const next = { ...previous, uid: 'v', deletionTimestamp: '2030-01-01T00:00:00Z' };

    const errors = texts(validateObjectMetaUpdate(next, previous));

    expect(errors).toEqual([
      'metadata.uid: Invalid value: "v": field is immutable',
      'metadata.deletionTimestamp: Invalid value: "2030-01-01T00:00:00Z": field is immutable',
      'metadata.uid: Invalid value: "v": field is immutable',
      'metadata.deletionTimestamp: Invalid value: "2030-01-01T00:00:00Z": field is immutable',
    ]);
  });

  test('takes no new finalizers while it is being deleted', () => {
    const deleted = {
      ...previous,
      deletionTimestamp: '2030-01-01T00:00:00Z',
      finalizers: ['a.b/c'],
    };

    const errors = validateObjectMetaUpdate(
      { ...deleted, finalizers: ['x/z', 'x/y', 'x/z', 'a.b/c'] },
      deleted,
    );

    expect(texts(errors)[0]).toBe(
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/y", "x/z"}',
    );
    expect(validateObjectMetaUpdate({ ...deleted, finalizers: [] }, deleted)).toEqual([]);
  });

  // As recorded from kube-apiserver 1.34: labels, uid and finalizers at once.
  const [L, U, F] = ['metadata.labels', 'metadata.uid', 'metadata.finalizers[0]'];
  test.each<[string, ObjectMetaUpdateRules, (string | undefined)[]]>([
    ['a deployment', { of: { group: 'apps', kind: 'Deployment' } }, [U, L, F]],
    ['a config map', { of: { group: '', kind: 'ConfigMap' } }, [U, L, F, L, F]],
    ['a node', { of: { group: '', kind: 'Node' } }, [L, F, U, L, F]],
    ['a status', { of: { group: '', kind: 'Node' }, subresource: 'status' }, [U, L, F]],
    ['a role', { of: { group: 'rbac.authorization.k8s.io', kind: 'Role' } }, [L, F, L, F, U, L, F]],
    ['a slice', { of: { group: 'discovery.k8s.io', kind: 'EndpointSlice' } }, [L, F]],
    ['a lease', { of: { group: 'coordination.k8s.io', kind: 'Lease' } }, [U, L]],
    ['an event', { of: { group: '', kind: 'Event' } }, []],
    ['a custom resource', { of: { group: 'a.io', kind: 'Cup' }, custom: true }, [U, L]],
  ])('of %s is checked as often as upstream checks it', (_, rules, own) => {
    const next = { ...previous, uid: 'v', labels: { a: '-' }, finalizers: ['z'] };

    expect(fieldsOf(next, rules)).toEqual([L, U, L, ...own]);
  });
});

describe('small rules', () => {
  test('generated names have five safe characters and at most 63 in all', () => {
    const rng = new SeededRng(1);

    expect(generateName('web-', rng)).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(generateName('a'.repeat(100), rng)).toHaveLength(63);
  });

  test('an immutable field is compared in depth', () => {
    const path = FieldPath.of('spec', 'selector');

    expect(validateImmutableField({ a: [1] }, { a: [1] }, path)).toEqual([]);
    expect(texts(validateImmutableField({ a: [1] }, undefined, path))).toEqual([
      'spec.selector: Invalid value: {"a":[1]}: field is immutable',
    ]);
  });

  test('field managers are short and printable', () => {
    expect(texts(validateFieldManager('a\u0007b\u200b', 'fieldManager'))).toEqual([
      'fieldManager: Invalid value: "a\\ab\\u200b": invalid character U+0007 (at position 1)',
      'fieldManager: Invalid value: "a\\ab\\u200b": invalid character U+200B (at position 3)',
    ]);
    expect(validateFieldManager('é'.repeat(65), 'fieldManager')).toHaveLength(1);
    expect(validateFieldManager('\u0000'.repeat(1_000_000), 'fieldManager').length).toBeLessThan(
      100,
    );
  });

  test.each([
    ['kubectl/v1.33.1 (linux/amd64) kubernetes/x', 'kubectl'],
    ['my\u0007agent', 'myagent'],
    ['', ''],
    [undefined, ''],
    ['x'.repeat(200), 'x'.repeat(128)],
  ])('the agent %j is the manager %j', (agent, manager) => {
    expect(managerOf(agent)).toBe(manager);
  });
});
