import { describe, expect, test } from 'vitest';
import type { Ingress } from '../../../apimachinery/types.generated.ts';
import { ingress } from './index.ts';

const { strategy } = ingress;
const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'networking.k8s.io/v1',
  subresource: undefined,
};

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const WILDCARD =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const DNS_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const backend = { service: { name: 'web', port: { number: 80 } } };
const AT = 'spec.rules[0].http.paths[0]';

function object(spec: object, annotations?: Record<string, string>): Ingress {
  const metadata = { name: 'a', ...(annotations === undefined ? {} : { annotations }) };
  return { metadata, spec, status: { loadBalancer: {} } };
}

function refusals(next: Ingress, previous?: Ingress): string[] {
  const errors =
    previous === undefined
      ? strategy.validate?.(next, context)
      : strategy.validateUpdate?.(next, previous, context);
  return (errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}

const rule = (path: object) => ({ rules: [{ http: { paths: [{ backend, ...path }] } }] });
const fallback = (defaultBackend: object) => ({ defaultBackend });

describe('an Ingress', () => {
  test.each<[object, string[]]>([
    [{}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
    [
      { rules: [] },
      ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified'],
    ],
    [fallback(backend), []],
    [{ rules: [{ host: 'h.example.test' }] }, []],
    [
      fallback({}),
      ['spec.defaultBackend: Invalid value: "": resource or service backend is required'],
    ],
    [
      fallback({ ...backend, resource: { kind: 'X', name: 'y' } }),
      ['spec.defaultBackend: Invalid value: "": cannot set both resource and service backends'],
    ],
    [
      fallback({ service: { name: '', port: { number: 80 } } }),
      ['spec.defaultBackend.service.name: Required value'],
    ],
    [
      fallback({ service: { name: '9web', port: { number: 80 } } }),
      [`spec.defaultBackend.service.name: Invalid value: "9web": ${DNS_1035}`],
    ],
    [
      fallback({ service: { name: 'web', port: {} } }),
      ['spec.defaultBackend: Required value: port name or number is required'],
    ],
    [
      fallback({ service: { name: 'web', port: { name: 'a', number: 1 } } }),
      ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
    ],
    [
      fallback({ service: { name: 'web', port: { number: 70_000 } } }),
      [
        'spec.defaultBackend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      fallback({ resource: { kind: '', name: '' } }),
      [
        'spec.defaultBackend.resource.kind: Required value',
        'spec.defaultBackend.resource.name: Required value',
      ],
    ],
    [
      fallback({ resource: { apiGroup: null, kind: 'X', name: 'a/b' } }),
      ['spec.defaultBackend.resource.name: Invalid value: "a/b": may not contain \'/\''],
    ],
    [{ rules: [{ http: { paths: [] } }] }, ['spec.rules[0].http.paths: Required value']],
    [rule({ path: '/' }), [`${AT}.pathType: Required value: pathType must be specified`]],
    [
      rule({ path: '/', pathType: null }),
      [`${AT}.pathType: Required value: pathType must be specified`],
    ],
    [
      rule({ path: '/', pathType: 'prefix' }),
      [
        `${AT}.pathType: Unsupported value: "prefix": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
      ],
    ],
    [rule({ pathType: 'Exact' }), [`${AT}.path: Invalid value: "": must be an absolute path`]],
    [
      rule({ path: 'x//%2f/..', pathType: 'Prefix' }),
      [
        `${AT}.path: Invalid value: "x//%2f/..": must be an absolute path`,
        `${AT}.path: Invalid value: "x//%2f/..": must not contain '//'`,
        `${AT}.path: Invalid value: "x//%2f/..": must not contain '%2f'`,
        `${AT}.path: Invalid value: "x//%2f/..": cannot end with '/..'`,
      ],
    ],
    [rule({ pathType: 'ImplementationSpecific' }), []],
    [rule({ path: '/a(.*)//b', pathType: 'ImplementationSpecific' }), []],
    [
      rule({ path: 'x', pathType: 'ImplementationSpecific' }),
      [`${AT}.path: Invalid value: "x": must be an absolute path`],
    ],
    [
      { rules: [{ host: '1.2.3.4' }] },
      ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
    ],
    [{ rules: [{ host: 'a.*.b' }] }, [`spec.rules[0].host: Invalid value: "a.*.b": ${WILDCARD}`]],
    [
      { ...fallback(backend), tls: [{ hosts: ['*.b', 'B'], secretName: 'X' }] },
      [
        `spec.tls[0].hosts[1]: Invalid value: "B": ${SUBDOMAIN}`,
        `spec.tls[0].secretName: Invalid value: "X": ${SUBDOMAIN}`,
      ],
    ],
    [
      { ...fallback(backend), ingressClassName: 'X' },
      [`spec.ingressClassName: Invalid value: "X": ${SUBDOMAIN}`],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(refusals(object(spec))).toEqual(messages);
  });

  test('may not name two classes, but only when it is created', () => {
    const next = object(
      { ...fallback(backend), ingressClassName: 'b' },
      { 'kubernetes.io/ingress.class': 'a' },
    );

    expect(refusals(next)).toEqual([
      'annotations.kubernetes.io/ingress.class: Invalid value: "a": must match `ingressClassName` when both are specified',
    ]);
    expect(refusals(next, object(fallback(backend)))).toEqual([]);
  });

  test.each<[string, object]>([
    ['secret names', { ...fallback(backend), tls: [{ secretName: 'Bad_Name' }] }],
    [
      'rules of wildcard hosts',
      { rules: [{ host: '*.a.b', http: { paths: [{ backend, path: 'x', pathType: 'Exact' }] } }] },
    ],
    [
      'service names',
      {
        rules: [
          {
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Exact',
                  backend: { service: { name: '9web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    ],
  ])('keeps %s that are stored', (_, spec) => {
    const stored = object(spec);

    expect(refusals(stored)).not.toEqual([]);
    expect(refusals(stored, stored)).toEqual([]);
    expect(refusals(stored, object(fallback(backend)))).not.toEqual([]);
  });

  test('warns of the annotation only where there is no class', () => {
    const annotation = { 'kubernetes.io/ingress.class': 'a' };

    expect(strategy.warningsOnCreate?.(object(fallback(backend), annotation), context)).toEqual([
      'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead',
    ]);
    const both = object({ ...fallback(backend), ingressClassName: 'a' }, annotation);
    expect(strategy.warningsOnCreate?.(both, context)).toEqual([]);
  });

  test.each<[object, string[]]>([
    [
      { ip: 'x' },
      [
        'status.loadBalancer.ingress[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      { hostname: '1.2.3.4' },
      [
        'status.loadBalancer.ingress[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address',
      ],
    ],
    [{ ip: '198.51.100.1', ports: [{ port: 0, protocol: 'x' }] }, []],
  ])('has a status of %j: %j', (entry, messages) => {
    const previous = object(fallback(backend));
    const next = { ...previous, status: { loadBalancer: { ingress: [entry] } } };

    const errors = strategy.subresources?.['status']?.validateUpdate?.(next, previous, context);

    expect(errors?.map(({ field, body }) => `${field}: ${body}`)).toEqual(messages);
  });
});
