/**
 * The areas of test/conformance that pass completely: `npm test` replays them, and whoever breaks one
 * hears of it. The list only grows.
 */
export const listedAreas: readonly string[] = [
  'configmaps',
  'leases',
  'lists',
  'namespaces',
  'networkpolicies',
  'openapi',
  'services-allocation',
  'services-basic',
  'services-status',
  'services-transitions',
  'services-validation',
];

/** Scenarios that wait for a clock rather than for work: left to `npm run conformance`. */
export const slowScenarios: Readonly<Record<string, string>> = {};
