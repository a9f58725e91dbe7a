import type { FieldError } from '../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../apimachinery/field-error.ts';
import type {
  ParamKind,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../apimachinery/types.generated.ts';
import type { AccessedResource, UserInfo } from '../../apimachinery/user.ts';
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts';
import type { StrategyContext } from '../../registry/definition.ts';

/** A question to the authorizer about the objects that a policy takes its parameters from. */
export interface ReadQuestion {
  readonly user: UserInfo;
  readonly verb: 'get' | 'list';
  readonly resource: AccessedResource;
}

/** What it takes to know whether somebody may read parameters. */
export interface ParamAccess {
  mayRead(question: ReadQuestion): boolean;
  /** The plural name of a kind as it is served now. */
  pluralOf(group: string, version: string, kind: string): string | undefined;
  policy(name: string): ValidatingAdmissionPolicy | undefined;
}

/**
 * What a policy says about its parameters, anybody can learn from it. So nobody writes a policy
 * about objects that they cannot read.
 */
export function authorizePolicy(
  access: ParamAccess,
  next: ValidatingAdmissionPolicy,
  previous: ValidatingAdmissionPolicy | undefined,
  { requester }: StrategyContext,
): FieldError[] {
  const { paramKind } = next.spec;
  if (paramKind === undefined || requester === undefined || isMaster(requester)) return [];
  const { apiVersion, kind } = paramKind;
  const before = previous?.spec.paramKind;
  if (before?.apiVersion === apiVersion && before?.kind === kind) return [];
  const { group, version, resource } = resourceOf(access, paramKind);
  const asked = { group, version, resource: resource ?? '*', namespace: '*', name: '*' };
  if (access.mayRead({ user: requester, verb: 'get', resource: { ...asked, subresource: '' } })) {
    return [];
  }
  const why =
    `user ${printUser(requester)} must have "get" permission on all objects of the referenced ` +
    `paramKind (kind=${kind}, apiVersion=${apiVersion})`;
  return [fieldError.forbidden(FieldPath.of('spec').child('paramKind'), why)];
}

/** The same for the objects that a binding chooses, whenever it is written. */
export function authorizeBinding(
  access: ParamAccess,
  { spec: { paramRef, policyName } }: ValidatingAdmissionPolicyBinding,
  { requester }: StrategyContext,
): FieldError[] {
  if (paramRef === undefined || requester === undefined || isMaster(requester)) return [];
  const { name = '', namespace = '' } = paramRef;
  const verb = name === '' ? 'list' : 'get';
  const policy = access.policy(policyName ?? '');
  const paramKind = policy?.spec.paramKind;
  const known = paramKind === undefined ? undefined : resourceOf(access, paramKind);
  const { group = '*', version = '*', resource = '*' } = known ?? {};
  const asked = { group, version, resource, subresource: '', namespace, name };
  if (access.mayRead({ user: requester, verb, resource: asked })) return [];
  const user = printUser(requester);
  const everything =
    `to determine minimum required permissions and user ${user} does not have "${verb}" ` +
    'permission for all groups, versions and resources';
  const shown = `&{${paramKind?.apiVersion ?? ''} ${paramKind?.kind ?? ''}}`;
  const why =
    policy === undefined
      ? `unable to get policy ${policyName ?? ''} ${everything}`
      : known !== undefined && known.resource === undefined
        ? `unable to resolve paramKind ${shown} ${everything}`
        : `user ${user} does not have "${verb}" permission on the object referenced by paramRef`;
  return [fieldError.forbidden(FieldPath.of('spec').child('paramRef'), why)];
}

function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(SYSTEM_MASTERS);
}

function resourceOf(
  access: ParamAccess,
  { apiVersion = '', kind = '' }: ParamKind,
): { group: string; version: string; resource: string | undefined } {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  return { group, version, resource: access.pluralOf(group, version, kind) };
}

/** As Go prints a pointer to what it knows of a user. */
function printUser({ name, uid = '', groups, extra = {} }: UserInfo): string {
  const entries = Object.entries(extra).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const printed = entries.map(([key, values]) => `${key}:[${values.join(' ')}]`);
  return `&{${name} ${uid} [${groups.join(' ')}] map[${printed.join(' ')}]}`;
}
