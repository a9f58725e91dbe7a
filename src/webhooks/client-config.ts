import { posix } from 'node:path';
import { caBundleProblem } from '../apimachinery/ca-bundle.ts';

/** Where a webhook is and whom to trust there; the same in all kinds that name webhooks. */
export interface WebhookClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** PEM in base64; undefined and empty: the CAs of this machine. */
  readonly caBundle?: string;
}

/** What a client configuration comes to. */
export interface WebhookTarget {
  /** `https://host[:port]`, as errors print it. */
  readonly origin: string;
  readonly path: string;
  readonly host: string;
  readonly port: number;
  /** Undefined: the host is asked itself. */
  readonly service: { readonly namespace: string; readonly name: string } | undefined;
  readonly ca: string | undefined;
}

const DEFAULT_PORT = 443;

/** A client configuration that cannot be used at all; nothing has been sent. */
export class ClientConfigError extends Error {}

/** @throws ClientConfigError */
export function targetOf({ url, service, caBundle = '' }: WebhookClientConfig): WebhookTarget {
  const ca = caOf(caBundle);
  if (service !== undefined) {
    const { namespace, name, path = '', port = DEFAULT_PORT } = service;
    const host = `${name}.${namespace}.svc`;
    const origin = `https://${host}:${port}`;
    return { origin, path: cleanPath(path), host, port, service: { namespace, name }, ca };
  }
  const [, authority = '', path = ''] = /^https:\/\/([^/?#]*)([^?#]*)/.exec(url ?? '') ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  if (host === '' || !URL.canParse(`https://${authority}`)) {
    throw new ClientConfigError('webhook configuration must have either service or URL');
  }
  return {
    origin: `https://${authority}`,
    path: cleanPath(path),
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined || port === '' ? DEFAULT_PORT : Number(port),
    service: undefined,
    ca,
  };
}

/** The path as Go joins it: without dots and doubled slashes, not ending in a slash. */
function cleanPath(path: string): string {
  const joined = posix.join('/', path);
  const cleaned = joined.length > 1 ? joined.replace(/\/$/, '') : joined;
  // What has been escaped already stays so.
  return encodeURI(cleaned).replaceAll(/%25([0-9a-fA-F]{2})/g, '%$1');
}

function caOf(caBundle: string): string | undefined {
  const pem = Buffer.from(caBundle, 'base64').toString('latin1');
  if (pem === '') return undefined;
  const problem = caBundleProblem(caBundle);
  if (problem === undefined) return pem;
  throw new ClientConfigError(problem);
}
