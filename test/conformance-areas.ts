/**
 * The areas of test/conformance that pass completely: `npm test` replays them, and whoever breaks one
 * hears of it. The list only grows.
 */
export const listedAreas: readonly string[] = [
  'apply',
  'auth',
  'certificates',
  'classes',
  'configmaps',
  'crd-conversion',
  'crds',
  'deletes',
  'deployments',
  'discovery',
  'dryrun',
  'endpoints-controller',
  'endpointslices',
  'events',
  'fieldvalidation',
  'flowcontrol-and-apiservices',
  'ingress',
  'leases',
  'limitranges',
  'lists',
  'namespaces',
  'negotiation',
  'networkpolicies',
  'nodes',
  'openapi',
  'patches',
  'pods',
  'podtemplates-and-revisions',
  'quotas',
  'replicasets',
  'replicationcontrollers',
  'secrets',
  'serviceaccounts',
  'services-allocation',
  'services-basic',
  'services-status',
  'services-transitions',
  'services-validation',
  'volumes',
  'watches',
  'webhooks',
  'writes',
];

/** Scenarios that wait for a clock rather than for work: left to `npm run conformance`. */
export const slowScenarios: Readonly<Record<string, string>> = {
  'watches/too-old': 'waits for the compaction of old revisions',
};
