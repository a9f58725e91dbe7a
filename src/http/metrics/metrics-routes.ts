import type { Response } from 'express';
import { qualified } from '../../apimachinery/errors.ts';
import type { ProcessUsage } from '../../base/environment.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { HealthEndpoint } from '../../catalog/health.ts';
import { healthChecks } from '../../catalog/health.ts';
import { versionInfo } from '../../catalog/well-known.ts';
import type { Route } from '../app.ts';
import type { Metric } from './exposition.ts';
import { exposition, METRICS_TYPE } from './exposition.ts';
import type { RequestMetrics } from './request-metrics.ts';

export interface MetricsParts {
  readonly requests: RequestMetrics;
  /** `1.34.9` */
  readonly release: string;
  readonly objects: () => Promise<
    readonly { readonly resource: Pick<Resource, 'plural' | 'storage'>; readonly count: number }[]
  >;
  /** Of every APIService by its name: whether it is available. */
  readonly apiServices: () => readonly (readonly [name: string, isAvailable: boolean])[];
  readonly usage: () => ProcessUsage;
  /** Why the server is not ready; undefined: it is. */
  readonly unready: () => string | undefined;
}

/** `/metrics` and `/metrics/slis`, whatever the method, as upstream. */
export function metricsRoutes(parts: MetricsParts): (path: string) => Route | undefined {
  return (path) => {
    if (path === '/metrics') {
      return async (_request, response) => {
        const objects = objectMetrics(await parts.objects());
        const metrics = [...parts.requests.metrics(), ...objects, build(parts.release)];
        const services = serviceMetric(parts.apiServices());
        send(parts, response, [...metrics, services, ...processMetrics(parts.usage())]);
      };
    }
    if (path === '/metrics/slis') {
      return (_request, response) => send(parts, response, [healthMetric(parts.unready())]);
    }
    return undefined;
  };
}

function send({ usage }: MetricsParts, response: Response, metrics: readonly Metric[]): void {
  response.statusCode = 200;
  response.setHeader('Content-Type', METRICS_TYPE);
  response.setHeader('Process-Start-Time-Unix', String(Math.floor(usage().startSeconds)));
  response.end(exposition(metrics));
}

function objectMetrics(objects: Awaited<ReturnType<MetricsParts['objects']>>): Metric[] {
  const sorted = objects.toSorted((a, b) => (nameOf(a.resource) < nameOf(b.resource) ? -1 : 1));
  return [
    {
      name: 'apiserver_resource_objects',
      type: 'gauge',
      help: 'Objects in the store, by group and resource.',
      samples: sorted.map(({ resource: { plural, storage }, count }) => ({
        labels: { group: storage[0], resource: plural },
        value: count,
      })),
    },
    {
      name: 'apiserver_storage_objects',
      type: 'gauge',
      help: 'Objects in the store, by the full name of their resource.',
      samples: sorted.map(({ resource, count }) => ({
        labels: { resource: nameOf(resource) },
        value: count,
      })),
    },
  ];
}

function nameOf({ plural, storage }: Pick<Resource, 'plural' | 'storage'>): string {
  return qualified(storage[0], plural);
}

function serviceMetric(services: ReturnType<MetricsParts['apiServices']>): Metric {
  return {
    name: 'aggregator_unavailable_apiservice',
    type: 'gauge',
    help: 'Whether an APIService is not available, by its name.',
    samples: services
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, isAvailable]) => ({ labels: { name }, value: isAvailable ? 0 : 1 })),
  };
}

function build(release: string): Metric {
  const info = versionInfo(release);
  return {
    name: 'kubernetes_build_info',
    type: 'gauge',
    help: 'Always 1; what was built is in the labels.',
    samples: [
      {
        labels: {
          build_date: info.buildDate,
          compiler: info.compiler,
          git_commit: info.gitCommit,
          git_tree_state: info.gitTreeState,
          git_version: info.gitVersion,
          go_version: info.goVersion,
          major: info.major,
          minor: info.minor,
          platform: info.platform,
        },
        value: 1,
      },
    ],
  };
}

function processMetrics({ cpuSeconds, residentBytes, startSeconds }: ProcessUsage): Metric[] {
  return [
    one('cpu_seconds_total', 'counter', 'Processor time of user and system.', cpuSeconds),
    one('resident_memory_bytes', 'gauge', 'Memory that is resident.', residentBytes),
    one('start_time_seconds', 'gauge', 'When the process began, since the epoch.', startSeconds),
  ];
}

function one(name: string, type: Metric['type'], help: string, value: number): Metric {
  return { name: `process_${name}`, type, help, samples: [{ labels: {}, value }] };
}

const ENDPOINTS: readonly HealthEndpoint[] = ['healthz', 'livez', 'readyz'];

function healthMetric(unready: string | undefined): Metric {
  return {
    name: 'kubernetes_healthcheck',
    type: 'gauge',
    help: 'Whether a health check passes.',
    samples: ENDPOINTS.flatMap((type) =>
      healthChecks(type, unready).map(({ name, error }) => ({
        labels: { name, type },
        value: error === undefined ? 1 : 0,
      })),
    ),
  };
}
