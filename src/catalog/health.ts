import { quote } from '../apimachinery/go-print.ts';

export type HealthEndpoint = 'healthz' | 'livez' | 'readyz';

export interface HealthCheck {
  readonly name: string;
  /** Why it fails; undefined while it passes. */
  readonly error: string | undefined;
}

/** Always `text/plain; charset=utf-8` with `X-Content-Type-Options: nosniff`. */
export interface HealthAnswer {
  readonly status: 200 | 404 | 500;
  readonly body: string;
}

/** Of the names to exclude that are no checks, an answer repeats this many. */
const UNKNOWN_MAX = 100;

/** The names of the checks that come before those of start-up hooks. */
const LEADING: Readonly<Record<HealthEndpoint, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync'],
};
const HOOKS: readonly string[] = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-wait-for-first-sync',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
  'apiservice-openapi-controller',
  'apiservice-openapiv3-controller',
].map((name) => `poststarthook/${name}`);

/**
 * The checks of an endpoint.
 * @param unready why the server is not ready, which does not make it less alive; undefined: it is
 */
export function healthChecks(endpoint: HealthEndpoint, unready: string | undefined): HealthCheck[] {
  return healthCheckNames(endpoint).map((name) => ({
    name,
    error: name === 'etcd' && endpoint !== 'livez' ? unready : undefined,
  }));
}

/** The names of an endpoint's checks, in the order in which a real server lists them. */
export function healthCheckNames(endpoint: HealthEndpoint): string[] {
  const hooks = HOOKS.flatMap((name) =>
    name === 'poststarthook/kube-apiserver-autoregistration'
      ? [name, 'autoregister-completion']
      : [name],
  );
  return [...LEADING[endpoint], ...hooks, ...(endpoint === 'readyz' ? ['shutdown'] : [])];
}

/** The answer of `/healthz`, `/livez` or `/readyz` itself. What failed is told, why is not. */
export function healthAnswer(
  endpoint: HealthEndpoint,
  checks: readonly HealthCheck[],
  options: { readonly verbose: boolean; readonly exclude: readonly string[] },
): HealthAnswer {
  const excluded = new Set(options.exclude);
  const lines = checks.map(({ name, error }) => {
    if (excluded.has(name)) return `[+]${name} excluded: ok\n`;
    return error === undefined ? `[+]${name} ok\n` : `[-]${name} failed: reason withheld\n`;
  });
  const names = new Set(checks.map(({ name }) => name));
  const unknown = [...excluded].filter((name) => !names.has(name)).toSorted();
  if (unknown.length > 0) {
    const list = unknown.slice(0, UNKNOWN_MAX).map((name) => quote(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${list.join(', ')}\n`);
  }
  const failed = checks.some(({ name, error }) => error !== undefined && !excluded.has(name));
  if (failed) return { status: 500, body: `${lines.join('')}${endpoint} check failed\n` };
  return {
    status: 200,
    body: options.verbose ? `${lines.join('')}${endpoint} check passed\n` : 'ok',
  };
}

/** The answer of `/livez/<name>`. Who may read it learns the reason. */
export function healthCheckAnswer(checks: readonly HealthCheck[], name: string): HealthAnswer {
  const check = checks.find((each) => each.name === name);
  if (check === undefined) return { status: 404, body: '404 page not found\n' };
  return check.error === undefined
    ? { status: 200, body: 'ok' }
    : { status: 500, body: `internal server error: ${check.error}\n` };
}
