import { createHash, timingSafeEqual } from 'node:crypto';
import type { UserInfo } from '../apimachinery/user.ts';
import type { TokenAuthenticator, TokenIdentity } from './authenticator.ts';
import { API_AUDIENCES } from './authenticator.ts';

/** Tokens that are known from the start: the administrator's, and those of a token file. */
export class StaticTokens implements TokenAuthenticator {
  readonly #users: readonly { readonly digest: Buffer; readonly user: UserInfo }[];
  /** Tokens that were right once: the digest costs more than the rest of a small request. */
  readonly #seen = new Map<string, UserInfo>();

  constructor(tokens: ReadonlyMap<string, UserInfo>) {
    this.#users = [...tokens].map(([token, user]) => ({ digest: digestOf(token), user }));
  }

  authenticate(token: string, audiences: readonly string[]): TokenIdentity | undefined {
    // These tokens say nothing of audiences: they are good for this server and for nobody else.
    const wanted = API_AUDIENCES.filter((each) => audiences.includes(each));
    if (wanted.length === 0) return undefined;
    const user = this.#seen.get(token) ?? this.#userOf(token);
    return user && { user, audiences: wanted };
  }

  #userOf(token: string): UserInfo | undefined {
    // Compared by digest and in constant time, so that the time of an answer tells nothing.
    const digest = digestOf(token);
    const found = this.#users.find((each) => timingSafeEqual(each.digest, digest));
    if (found !== undefined) this.#seen.set(token, found.user);
    return found?.user;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** A line of a token file that cannot be read. */
export class TokenFileError extends Error {}

/**
 * kube-apiserver's token file: `token,user,uid,"group1,group2"` a line.
 * @throws TokenFileError
 */
export function parseTokenFile(text: string): Map<string, UserInfo> {
  const tokens = new Map<string, UserInfo>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [token = '', name = '', uid = '', groups = ''] = csvFields(line);
    if (token === '' || name === '') {
      throw new TokenFileError(`line ${index + 1}: a token needs at least token and user`);
    }
    const own = groups
      .split(',')
      .map((group) => group.trim())
      .filter((group) => group !== '');
    tokens.set(token, { name, uid, groups: [...own, 'system:authenticated'] });
  }
  return tokens;
}

function csvFields(line: string): string[] {
  const fields: string[] = [];
  for (const match of line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)) {
    if (match.index === line.length && fields.length > 0) break;
    fields.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'));
  }
  return fields;
}
