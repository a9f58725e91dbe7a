import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyAndCertificate } from '../auth/certificates.ts';
import type { KeyFile } from '../auth/token-signer.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import { FRONT_PROXY_NAME } from '../bootstrap-authentication.ts';
import type { FrontProxy } from '../server-parts.ts';

export interface Credentials {
  /** PEM: what clients trust, and what signs client certificates that are believed. */
  readonly certificateAuthority: string;
  readonly authorityKey: string;
  readonly key: string;
  readonly certificate: string;
  /** The administrator's bearer token. */
  readonly token: string;
  /** The key of service account tokens, which outlive a restart with it. */
  readonly serviceAccountKey: KeyFile;
  /** Who this server is to those that it passes requests on to. */
  readonly frontProxy: FrontProxy;
}

export interface CredentialOptions {
  /** Undefined: nothing is kept. */
  readonly folder: string | undefined;
  readonly names: readonly string[];
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly rng: Rng;
}

const SERVICE_ACCOUNT_KEY = 'service-account.key';

/** Finds or makes the authority, the serving certificate and the token of one server. */
export async function credentialsOf(options: CredentialOptions): Promise<Credentials> {
  const { folder, names } = options;
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = new SecretFiles(folder);
  const token = options.token ?? files.read('token')?.trim() ?? newToken(options.rng);
  if (options.token === undefined) files.write('token', `${token}\n`);
  const kept = {
    authority: pair(files, 'ca'),
    serving: pair(files, 'server'),
    frontProxy: frontProxyIn(files),
  };
  const { authority, serving, frontProxy } = isComplete(kept, names)
    ? kept
    : await complete(kept, files, options);
  return {
    certificateAuthority: authority.certificate,
    authorityKey: authority.key,
    ...serving,
    token,
    serviceAccountKey: {
      read: () => files.read(SERVICE_ACCOUNT_KEY),
      write: (pem) => files.write(SERVICE_ACCOUNT_KEY, pem),
    },
    frontProxy,
  };
}

interface Certificates {
  readonly authority: KeyAndCertificate;
  readonly serving: KeyAndCertificate;
  readonly frontProxy: FrontProxy;
}

type Kept = { readonly [K in keyof Certificates]: Certificates[K] | undefined };

function isComplete(kept: Kept, names: readonly string[]): kept is Certificates {
  const { authority, serving, frontProxy } = kept;
  if (authority === undefined || frontProxy === undefined) return false;
  return serving !== undefined && isFor(serving.certificate, names);
}

/** Makes what is missing. */
async function complete(
  kept: Kept,
  files: SecretFiles,
  { names, clock }: CredentialOptions,
): Promise<Certificates> {
  // Loaded only when something has to be made: the library costs more than the rest of a start.
  const make = await import('../auth/certificates.ts');
  let { authority, serving, frontProxy } = kept;
  if (authority === undefined) {
    authority = await make.makeAuthority(clock);
    writePair(files, 'ca', authority);
    serving = undefined;
  }
  if (serving === undefined || !isFor(serving.certificate, names)) {
    serving = await make.makeServingCertificate(authority, names, clock);
    writePair(files, 'server', serving);
  }
  if (frontProxy === undefined) {
    // Its own authority: whoever it vouches for may say who a user is.
    const vouching = await make.makeAuthority(clock, 'kubedouble-front-proxy-ca');
    const client = await make.makeClientCertificate(vouching, FRONT_PROXY_NAME, clock);
    frontProxy = { ...client, certificateAuthority: vouching.certificate };
    files.write('front-proxy-ca.crt', vouching.certificate);
    writePair(files, 'front-proxy-client', client);
  }
  return { authority, serving, frontProxy };
}

function frontProxyIn(files: SecretFiles): FrontProxy | undefined {
  const certificateAuthority = files.read('front-proxy-ca.crt');
  const client = pair(files, 'front-proxy-client');
  if (certificateAuthority === undefined || client === undefined) return undefined;
  return { ...client, certificateAuthority };
}

function writePair(files: SecretFiles, name: string, made: KeyAndCertificate): void {
  files.write(`${name}.key`, made.key);
  files.write(`${name}.crt`, made.certificate);
}

function pair(files: SecretFiles, name: string): KeyAndCertificate | undefined {
  const key = files.read(`${name}.key`);
  const certificate = files.read(`${name}.crt`);
  return key === undefined || certificate === undefined ? undefined : { key, certificate };
}

/** Whether a certificate that was kept speaks for all names of this start. */
function isFor(certificate: string, names: readonly string[]): boolean {
  const parsed = new X509Certificate(certificate);
  return names.every((name) =>
    isAddress(name) ? parsed.checkIP(name) !== undefined : parsed.checkHost(name) !== undefined,
  );
}

/** Of names that can be served; `net.isIP` takes longer than the rest of this look. */
function isAddress(name: string): boolean {
  return name.includes(':') || /^[\d.]+$/.test(name);
}

function newToken(rng: Rng): string {
  return `${rng.uuid()}${rng.uuid()}`.replaceAll('-', '');
}

/** Files that only the owner may read. */
class SecretFiles {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  read(name: string): string | undefined {
    if (this.#folder === undefined) return undefined;
    const file = join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  write(name: string, text: string): void {
    if (this.#folder === undefined) return;
    writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
  }
}
