import type { UserInfo } from '../apimachinery/user.ts';
import { ANONYMOUS } from './authenticator.ts';
import type { Attributes } from './authorizer.ts';

/** Whom a request wants to act as, as its headers say. */
export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid: string;
  /** Keys as they are meant: lower case, decoded. */
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1' };
const AUTHENTICATED = 'system:authenticated';

/** Groups, uid or extras were asked for, but no user. The message is upstream's. */
export class ImpersonationError extends Error {}

/** @throws ImpersonationError */
export function impersonate({ user, groups, uid, extra }: Impersonation): UserInfo {
  const account = serviceAccountOf(user);
  if (user === '') throw new ImpersonationError(withoutUser({ groups, uid, extra }));
  const all =
    account !== undefined && groups.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
      : [...groups];
  const [own = ''] = ANONYMOUS.groups;
  if (user === ANONYMOUS.name) {
    if (!all.includes(own)) all.push(own);
  } else if (!all.includes(AUTHENTICATED) && !all.includes(own)) all.push(AUTHENTICATED);
  return {
    name: user,
    groups: all,
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** What the caller needs to be allowed for an impersonation. */
export function* permissionsFor(
  caller: UserInfo,
  { user, groups, uid, extra }: Impersonation,
): Generator<Attributes> {
  const ask = (resource: string, name: string, more: object = {}): Attributes => ({
    user: caller,
    verb: 'impersonate',
    resource: { group: '', version: 'v1', resource, subresource: '', namespace: '', name, ...more },
  });
  const account = serviceAccountOf(user);
  if (account === undefined) yield ask('users', user);
  else yield ask('serviceaccounts', account.name, { namespace: account.namespace });
  for (const group of groups) yield ask('groups', group);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) {
      yield ask('userextras', value, { ...AUTHENTICATION, subresource: key });
    }
  }
  if (uid !== '') yield ask('uids', uid, AUTHENTICATION);
}

/** Go prints the references it would have checked. */
function withoutUser({ groups, uid, extra }: Omit<Impersonation, 'user'>): string {
  const version = `${AUTHENTICATION.group}/${AUTHENTICATION.version}`;
  const references = groups.map((group) => `{Group  ${group}    }`);
  for (const [key, values] of Object.entries(extra)) {
    references.push(...values.map((value) => `{UserExtra  ${value}  ${version}  ${key}}`));
  }
  if (uid !== '') references.push(`{UID  ${uid}  ${version}  }`);
  return `requested [${references.join(' ')}] without impersonating a user`;
}

const ACCOUNT =
  /^system:serviceaccount:([a-z0-9]([-a-z0-9]*[a-z0-9])?):([a-z0-9]([-.a-z0-9]*[a-z0-9])?)$/;

function serviceAccountOf(user: string): { namespace: string; name: string } | undefined {
  const match = ACCOUNT.exec(user);
  const [, namespace, , name] = match ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  return { namespace, name };
}
