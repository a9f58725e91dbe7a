import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AdmissionConfiguration } from '../admission/configuration.ts';
import {
  AdmissionConfigurationError,
  parseAdmissionConfiguration,
} from '../admission/configuration.ts';
import { PLUGIN_NAMES } from '../admission/plugins.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import { ADMIN, Authenticator } from '../auth/authenticator.ts';
import { parseTokenFile, StaticTokens } from '../auth/static-tokens.ts';
import type { Clock } from '../base/clock.ts';
import { SystemClock } from '../base/clock.ts';
import { stderrLogger } from '../base/log.ts';
import { SeededRng, SystemRng } from '../base/rng.ts';
import type { Config } from '../config/options.ts';
import { UsageError } from '../config/options.ts';
import type { SignCertificate } from '../controllers/certificates/signing.ts';
import { rangeOf } from '../resources/core/service/addresses.ts';
import { ApiServer } from '../server.ts';
import { MemoryStore } from '../store/memory/memory-store.ts';
import type { ObservableStore, StoreError } from '../store/store.ts';
import type { Credentials } from './credentials.ts';
import { credentialsOf } from './credentials.ts';
import { kubeconfig } from './kubeconfig.ts';

/** What a running server tells those who started it. */
export interface Running {
  readonly url: string;
  readonly insecureUrl: string | undefined;
  readonly kubeconfig: string;
  /** Ends watches and connections, closes the database, removes what was temporary. */
  stop(): Promise<void>;
}

/** Where the server says it is, since endpoints on loopback are refused by the API's own rules. */
const ADVERTISED_ADDRESS = '192.0.2.10';

/**
 * Starts a server with these settings.
 * @param root the folder of the package: `openapi/` and `migrations/` lie there
 * @param onFailure the store cannot go on; the process has to end
 */
export async function serve(
  config: Config,
  root: URL,
  onFailure: (error: StoreError) => void,
): Promise<Running> {
  const ranges = rangesOf(config);
  const admission = admissionOf(config);
  const disabledAdmissionPlugins = disabledPlugins(config);
  const clock = new SystemClock();
  const rng = config.seed === undefined ? new SystemRng() : new SeededRng(config.seed);
  const folder = config.ephemeral ? undefined : resolve(config['data-dir']);
  const store = await openStore(config, folder, root, clock, onFailure);
  const host = config['bind-address'];
  const credentials = await credentialsOf({
    folder,
    names: servingNames(host, ranges.firstAddress),
    token: config.token,
    clock,
    // Secrets never come from a seed.
    rng: new SystemRng(),
  });
  const server = new ApiServer({
    store,
    clock,
    rng,
    log: stderrLogger(config['log-level']),
    authenticator: new Authenticator([tokensOf(config, credentials)]),
    authorizationMode: config['authorization-mode'],
    admission,
    disabledAdmissionPlugins,
    data: new URL('openapi/kubernetes/', root),
    certificateAuthority: credentials.certificateAuthority,
    signCertificate: signerOf(credentials, clock),
    serviceAccountKey: credentials.serviceAccountKey,
    frontProxy: credentials.frontProxy,
    webhookServices: new Map(
      (config['webhook-service'] ?? []).map(({ service, ...address }) => [service, address]),
    ),
    serviceClusterIpRange: config['service-cluster-ip-range'],
    serviceNodePortRange: ranges.nodePorts,
  });
  const { key, certificate: cert, certificateAuthority: ca } = credentials;
  try {
    const secure = await server.listen(host, config['secure-port'], { key, cert, ca });
    const plain =
      config['insecure-port'] === undefined
        ? undefined
        : await server.listen(host, config['insecure-port'], undefined);
    await server.start({
      address: isLoopback(host) ? ADVERTISED_ADDRESS : host,
      port: secure.address.port,
    });
    const url = `https://${shownHost(host)}:${secure.address.port}`;
    const insecureUrl = plain && `http://${shownHost(host)}:${plain.address.port}`;
    const file = writeKubeconfig(config, folder, { url, ...credentials });
    return {
      url,
      insecureUrl,
      kubeconfig: file.path,
      async stop() {
        await server.stop();
        await store.close();
        file.remove();
      },
    };
  } catch (error) {
    await server.stop();
    await store.close();
    throw error;
  }
}

/** The library behind it is loaded when the first certificate is wanted. */
function signerOf(
  { certificateAuthority: certificate, authorityKey: key }: Credentials,
  clock: Clock,
): SignCertificate {
  return async (what) => {
    const { signRequest } = await import('../auth/certificates.ts');
    return signRequest({ certificate, key }, what, clock);
  };
}

interface Ranges {
  readonly firstAddress: string;
  readonly nodePorts: { readonly base: number; readonly size: number };
}

function rangesOf(config: Config): Ranges {
  const cidr = config['service-cluster-ip-range'];
  const range = rangeOf(cidr);
  if (range === undefined) {
    throw new UsageError(`--service-cluster-ip-range: not a usable CIDR: ${JSON.stringify(cidr)}`);
  }
  const [first = 0, last = 0] = config['service-node-port-range'].split('-').map(Number);
  if (first < 1 || last > 65535 || last < first) {
    throw new UsageError(
      `--service-node-port-range: not a range of ports: ${JSON.stringify(config['service-node-port-range'])}`,
    );
  }
  return { firstAddress: range.addressAt(1n), nodePorts: { base: first, size: last - first + 1 } };
}

async function openStore(
  config: Config,
  folder: string | undefined,
  root: URL,
  clock: SystemClock,
  onFailure: (error: StoreError) => void,
): Promise<ObservableStore> {
  const history = { revisionsMax: config['watch-history'] };
  if (folder === undefined) return new MemoryStore({ clock, history });
  // SQLite's native part is loaded by those who need it only.
  const { SqliteStore } = await import('../store/sqlite/sqlite-store.ts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return new SqliteStore({
    file: join(folder, 'kubedouble.db'),
    migrations: new URL('migrations/', root),
    clock,
    history,
    onFailure,
  });
}

/** All names under which clients reach the server, from the host and from inside the cluster. */
function servingNames(host: string, clusterIp: string): string[] {
  const cluster = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const names = ['localhost', ...cluster, 'kubernetes.default.svc.cluster.local'];
  const addresses = ['127.0.0.1', '::1', clusterIp, ADVERTISED_ADDRESS];
  const wildcard = host === '0.0.0.0' || host === '::';
  return [...new Set([...names, ...addresses, ...(wildcard ? [] : [host])])];
}

function tokensOf(config: Config, { token }: Credentials): StaticTokens {
  const file = config['token-auth-file'];
  const tokens = new Map<string, UserInfo>(file === undefined ? [] : readTokenFile(file));
  tokens.set(token, ADMIN);
  return new StaticTokens(tokens);
}

function readTokenFile(file: string): Map<string, UserInfo> {
  try {
    return parseTokenFile(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `--token-auth-file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function admissionOf(config: Config): AdmissionConfiguration | undefined {
  const file = config['admission-control-config-file'];
  if (file === undefined) return undefined;
  try {
    // As upstream, paths in the file are relative to the file.
    return parseAdmissionConfiguration(readFileSync(file, 'utf8'), (path) =>
      readFileSync(resolve(dirname(file), path), 'utf8'),
    );
  } catch (error) {
    if (!(error instanceof AdmissionConfigurationError || isSystemError(error))) throw error;
    throw new UsageError(`--admission-control-config-file: ${error.message}`);
  }
}

function disabledPlugins(config: Config): ReadonlySet<string> {
  const names = config['disable-admission-plugins'] ?? [];
  const unknown = names.find((name) => !PLUGIN_NAMES.includes(name));
  if (unknown === undefined) return new Set(names);
  const why = `plugin ${JSON.stringify(unknown)} is unknown`;
  throw new UsageError(`--disable-admission-plugins: ${why}`);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** The kubeconfig of an ephemeral server is removed with it, unless the user said where it goes. */
function writeKubeconfig(
  config: Config,
  folder: string | undefined,
  facts: { url: string; certificateAuthority: string; token: string },
): { path: string; remove: () => void } {
  const temporary =
    config.kubeconfig === undefined && folder === undefined
      ? mkdtempSync(join(tmpdir(), 'kubedouble-'))
      : undefined;
  const path = resolve(config.kubeconfig ?? join(folder ?? temporary ?? '.', 'kubeconfig'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, kubeconfig(facts), { mode: 0o600 });
  return {
    path,
    remove() {
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Written beside and renamed, so that whoever waits for it never reads half of it. */
export function writeReadyFile(
  file: string,
  { url, insecureUrl, kubeconfig: path }: Running,
): void {
  const facts = { url, ...(insecureUrl === undefined ? {} : { insecureUrl }), kubeconfig: path };
  const text = `${JSON.stringify({ ...facts, pid: process.pid })}\n`;
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, file);
}
