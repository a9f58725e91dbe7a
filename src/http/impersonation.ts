import type { IncomingMessage } from 'node:http';
import type { UserInfo } from '../apimachinery/user.ts';
import type { Impersonation } from '../auth/impersonation.ts';
import { impersonate, permissionsFor } from '../auth/impersonation.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

const PREFIX = 'impersonate-';
const EXTRA = `${PREFIX}extra-`;

/**
 * Who a request is judged as: the caller, or whom the caller may act for.
 * @throws 403, ImpersonationError
 */
export function actingUser(
  request: IncomingMessage,
  caller: UserInfo,
  pipeline: Pipeline,
): UserInfo {
  const wanted = impersonationOf(request);
  if (wanted === undefined) return caller;
  const user = impersonate(wanted);
  for (const attributes of permissionsFor(caller, wanted)) pipeline.authorize(attributes);
  return user;
}

/** Undefined: the request is what it is. Empty user and uid headers count for nothing. */
function impersonationOf(request: IncomingMessage): Impersonation | undefined {
  const { headers } = request;
  let asked = false;
  for (const name in headers) {
    if (name.startsWith(PREFIX)) asked = true;
  }
  if (!asked) return undefined;
  const all = valuesByName(request.rawHeaders);
  const [user = ''] = all[`${PREFIX}user`] ?? [];
  const [uid = ''] = all[`${PREFIX}uid`] ?? [];
  const groups = all[`${PREFIX}group`] ?? [];
  const extra = new Map<string, readonly string[]>();
  for (const [name, values = []] of Object.entries(all)) {
    if (!name.startsWith(EXTRA)) continue;
    const key = decodeKey(name.slice(EXTRA.length));
    extra.set(key, [...(extra.get(key) ?? []), ...values.map(text)]);
  }
  if (user === '' && uid === '' && groups.length === 0 && extra.size === 0) return undefined;
  return {
    user: text(user),
    uid: text(uid),
    groups: groups.map(text),
    extra: Object.fromEntries(extra),
  };
}

/** HTTP/2 requests of Node have no `headersDistinct`. */
function valuesByName(raw: readonly string[]): Record<string, string[] | undefined> {
  const values = new Map<string, string[]>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    if (!name.startsWith(PREFIX)) continue;
    const known = values.get(name);
    if (known === undefined) values.set(name, [raw[i + 1] ?? '']);
    else known.push(raw[i + 1] ?? '');
  }
  return Object.fromEntries(values);
}

/** Header bytes are UTF-8 that Node gives as Latin-1. */
function text(value: string): string {
  return Buffer.from(value, 'latin1').toString();
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
