import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyFile } from '../auth/token-signer.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';

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
  let authority = pair(files, 'ca');
  let serving = pair(files, 'server');
  if (authority === undefined || serving === undefined || !isFor(serving.certificate, names)) {
    // Loaded only when something has to be made: the library costs more than the rest of a start.
    const { makeAuthority, makeServingCertificate } = await import('../auth/certificates.ts');
    if (authority === undefined) {
      authority = await makeAuthority(options.clock);
      files.write('ca.key', authority.key);
      files.write('ca.crt', authority.certificate);
    }
    serving = await makeServingCertificate(authority, names, options.clock);
    files.write('server.key', serving.key);
    files.write('server.crt', serving.certificate);
  }
  return {
    certificateAuthority: authority.certificate,
    authorityKey: authority.key,
    ...serving,
    token,
    serviceAccountKey: {
      read: () => files.read(SERVICE_ACCOUNT_KEY),
      write: (pem) => files.write(SERVICE_ACCOUNT_KEY, pem),
    },
  };
}

function pair(files: SecretFiles, name: string): { key: string; certificate: string } | undefined {
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
