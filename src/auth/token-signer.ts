import type { KeyObject } from 'node:crypto';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';

/** Where the private key of service account tokens is kept, as PEM. */
export interface KeyFile {
  /** Undefined: there is none yet. */
  read(): string | undefined;
  write(pem: string): void;
}

/** For servers that keep nothing. */
export const NO_KEY_FILE: KeyFile = { read: () => undefined, write: () => {} };

/** The public half in base64url, and its name in tokens. */
export interface PublicKey {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/** A token whose signature is good; what it claims is still to be judged. */
export type Claims = Readonly<Record<string, unknown>>;

/** A token that nobody with the key has signed; the message is upstream's. */
export class SignatureError extends Error {}

const MODULUS_BITS = 2048;

interface Keys {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Signs JSON web tokens with RS256. The key is made when it is first needed: that takes longer than
 * the rest of a start, and many servers never issue a token.
 */
export class TokenSigner {
  readonly #file: KeyFile;
  #keys: Promise<Keys> | undefined;

  constructor(file: KeyFile) {
    this.#file = file;
  }

  /** @param claims all of them; members are written in the order of their names, as Go does */
  async sign(claims: Claims): Promise<string> {
    const { kid, privateKey } = await this.#pair();
    const sorted = Object.fromEntries(
      Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    const signed = `${encode({ alg: 'RS256', kid })}.${encode(sorted)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  /**
   * The claims of a token of this key.
   * @throws SignatureError
   */
  async verify({ header, signed, signature, claims }: ParsedToken): Promise<Claims> {
    const { kid, publicKey } = await this.#pair();
    if (header['kid'] !== undefined && header['kid'] !== kid) {
      throw new SignatureError('invalid signature, no keys found');
    }
    if (header['alg'] !== 'RS256' || !verify('sha256', Buffer.from(signed), publicKey, signature)) {
      throw new SignatureError('go-jose/go-jose: error in cryptographic primitive');
    }
    return claims;
  }

  async publicKey(): Promise<PublicKey> {
    const { kid, publicKey } = await this.#pair();
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    return { kid, n, e };
  }

  #pair(): Promise<Keys> {
    this.#keys ??= this.#load();
    return this.#keys;
  }

  async #load(): Promise<Keys> {
    const pem = this.#file.read();
    if (pem !== undefined) return keysOf(createPrivateKey(pem));
    const { privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: MODULUS_BITS,
    });
    this.#file.write(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    return keysOf(privateKey);
  }
}

/** The name of a key is a hash of its public half, as upstream's. */
function keysOf(privateKey: KeyObject): Keys {
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const kid = createHash('sha256').update(der).digest('base64url');
  return { kid, privateKey, publicKey };
}

export interface ParsedToken {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signature: Buffer;
  /** What the signature is for. */
  readonly signed: string;
}

/** Takes a token apart without believing it; undefined: it is none. */
export function parseToken(token: string): ParsedToken | undefined {
  const parts = token.split('.');
  const [head = '', body = '', signature = ''] = parts;
  if (parts.length !== 3) return undefined;
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined) return undefined;
  return {
    header,
    claims,
    signature: Buffer.from(signature, 'base64url'),
    signed: `${head}.${body}`,
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): Claims | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}
