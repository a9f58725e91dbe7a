import type { StrategyContext } from '../../registry/definition.ts';

/** Of a write by nobody in particular. */
export const context: StrategyContext = {
  now: Date.parse('2026-01-01T00:00:00Z'),
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'resource.k8s.io/v1',
  subresource: undefined,
};

/** Errors as clients read them. */
export function shown(errors: readonly { field: string; body: string }[] = []): string[] {
  return errors.map(({ field, body }) => `${field}: ${body}`);
}
