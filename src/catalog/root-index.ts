import type { RootPaths } from '../apimachinery/types.generated.ts';
import type { ApiGroup } from './catalog.ts';
import { healthCheckNames } from './health.ts';

const FIXED: readonly string[] = [
  '/.well-known/openid-configuration',
  '/api',
  '/api/v1',
  '/apis',
  '/apis/',
  '/metrics',
  '/metrics/slis',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/version',
];

/** The paths that `GET /` lists: groups and versions, but no resources. */
export function rootIndex(served: readonly ApiGroup[]): RootPaths {
  const groups = served
    .filter(({ group }) => group !== '')
    .flatMap(({ group, versions }) => [
      `/apis/${group}`,
      ...versions.map((version) => `/apis/${group}/${version}`),
    ]);
  const health = (['healthz', 'livez', 'readyz'] as const).flatMap((endpoint) => [
    `/${endpoint}`,
    ...healthCheckNames(endpoint).map((name) => `/${endpoint}/${name}`),
  ]);
  return { paths: [...FIXED, ...groups, ...health].toSorted() };
}
