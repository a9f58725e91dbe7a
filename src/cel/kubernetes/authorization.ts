import { nameIsDnsLabel, nameIsDnsSubdomain } from '../../apimachinery/names.ts';
import type { AccessedResource, UserInfo } from '../../apimachinery/user.ts';
import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import { CelError, CelOpaque } from '../values/value.ts';

/** A question to the authorizer; one of `resource` and `path` is set. */
export interface AccessQuestion {
  readonly user: UserInfo;
  readonly verb: string;
  readonly path?: string;
  readonly resource?: AccessedResource;
}

export type Access = (question: AccessQuestion) => {
  readonly allowed: boolean;
  readonly reason: string;
};

const type = (name: string): AuthorizerValue['type'] => struct(`kubernetes.authorization.${name}`);

/** The variable `authorizer`. */
export class AuthorizerValue extends CelOpaque {
  readonly type = struct('kubernetes.authorization.Authorizer');
  readonly user: UserInfo;
  readonly access: Access;

  constructor(user: UserInfo, access: Access) {
    super();
    this.user = user;
    this.access = access;
  }
}

class PathCheck extends CelOpaque {
  readonly type = type('PathCheck');
  readonly authorizer: AuthorizerValue;
  readonly path: string;

  constructor(authorizer: AuthorizerValue, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends CelOpaque {
  readonly type = type('GroupCheck');
  readonly authorizer: AuthorizerValue;
  readonly group: string;

  constructor(authorizer: AuthorizerValue, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

interface ResourceParts {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** The variable `authorizer.requestResource`, and what `resource()` gives. */
export class ResourceCheck extends CelOpaque {
  readonly type = type('ResourceCheck');
  readonly authorizer: AuthorizerValue;
  readonly parts: ResourceParts;

  constructor(authorizer: AuthorizerValue, parts: ResourceParts) {
    super();
    this.authorizer = authorizer;
    this.parts = parts;
  }

  with(part: Partial<ResourceParts>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.parts, ...part });
  }
}

class Decision extends CelOpaque {
  readonly type = type('Decision');
  readonly allowed: boolean;
  readonly reason: string;

  constructor({ allowed, reason }: ReturnType<Access>) {
    super();
    this.allowed = allowed;
    this.reason = reason;
  }
}

function serviceAccount(
  { access }: AuthorizerValue,
  namespace: string,
  name: string,
): AuthorizerValue {
  if (nameIsDnsSubdomain(name, false).length > 0) {
    throw new CelError('Invalid service account name');
  }
  if (nameIsDnsLabel(namespace, false).length > 0) {
    throw new CelError('Invalid service account namespace');
  }
  const groups = [
    'system:serviceaccounts',
    `system:serviceaccounts:${namespace}`,
    'system:authenticated',
  ];
  const username = `system:serviceaccount:${namespace}:${name}`;
  return new AuthorizerValue({ name: username, groups }, access);
}

function path(authorizer: AuthorizerValue, text: string): PathCheck {
  if (text.trim() === '') throw new CelError('path must not be empty');
  return new PathCheck(authorizer, text);
}

function resource({ authorizer, group }: GroupCheck, name: string): ResourceCheck {
  if (name.trim() === '') throw new CelError('resource must not be empty');
  const parts = { group, resource: name, subresource: '', namespace: '', name: '' };
  return new ResourceCheck(authorizer, parts);
}

const A = 'kubernetes.authorization';
const narrowing = (
  name: string,
  id: string,
  narrow: (check: ResourceCheck, text: string) => ResourceCheck,
): FunctionDeclaration =>
  declare(name, [id, `${A}.ResourceCheck.(string): ${A}.ResourceCheck`, narrow]);

export const authorization: readonly FunctionDeclaration[] = [
  declare('path', ['authorizer_path', `${A}.Authorizer.(string): ${A}.PathCheck`, path]),
  declare('group', [
    'authorizer_group',
    `${A}.Authorizer.(string): ${A}.GroupCheck`,
    (authorizer: AuthorizerValue, group: string) => new GroupCheck(authorizer, group),
  ]),
  declare('serviceAccount', [
    'authorizer_serviceaccount',
    `${A}.Authorizer.(string, string): ${A}.Authorizer`,
    serviceAccount,
  ]),
  declare('resource', [
    'groupcheck_resource',
    `${A}.GroupCheck.(string): ${A}.ResourceCheck`,
    resource,
  ]),
  narrowing('subresource', 'resourcecheck_subresource', (check, subresource) =>
    check.with({ subresource }),
  ),
  narrowing('namespace', 'resourcecheck_namespace', (check, namespace) =>
    check.with({ namespace }),
  ),
  narrowing('name', 'resourcecheck_name', (check, name) => check.with({ name })),
  // RBAC does not look at selectors, so they change no answer.
  narrowing('fieldSelector', 'authorizer_fieldselector', (check) => check),
  narrowing('labelSelector', 'authorizer_labelselector', (check) => check),
  declare(
    'check',
    [
      'pathcheck_check',
      `${A}.PathCheck.(string): ${A}.Decision`,
      ({ authorizer: { user, access }, path }: PathCheck, verb: string) =>
        new Decision(access({ user, verb, path })),
    ],
    [
      'resourcecheck_check',
      `${A}.ResourceCheck.(string): ${A}.Decision`,
      ({ authorizer: { user, access }, parts }: ResourceCheck, verb: string) =>
        new Decision(access({ user, verb, resource: { ...parts, version: '*' } })),
    ],
  ),
  declare('errored', ['decision_errored', `${A}.Decision.(): bool`, () => false]),
  declare('error', ['decision_error', `${A}.Decision.(): string`, () => '']),
  declare('allowed', [
    'decision_allowed',
    `${A}.Decision.(): bool`,
    ({ allowed }: Decision) => allowed,
  ]),
  declare('reason', [
    'decision_reason',
    `${A}.Decision.(): string`,
    ({ reason }: Decision) => reason,
  ]),
];
