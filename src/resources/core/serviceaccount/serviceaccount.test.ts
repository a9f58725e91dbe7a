import { expect, test } from 'vitest';
import type { ServiceAccount } from '../../../apimachinery/types.generated.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { serviceAccount } from './index.ts';

const CONTEXT = {} as StrategyContext;
const KEY = 'kubernetes.io/enforce-mountable-secrets';
const WARNING = `metadata.annotations[${KEY}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;

const account = (annotations?: Record<string, string>): ServiceAccount => ({
  metadata: { name: 'a', ...(annotations === undefined ? {} : { annotations }) },
});

test('the annotation that limits secrets is warned of when it is set, not when it stays', () => {
  const { strategy } = serviceAccount;
  const marked = account({ [KEY]: 'true' });
  expect(strategy.warningsOnCreate?.(account(), CONTEXT)).toEqual([]);
  expect(strategy.warningsOnCreate?.(marked, CONTEXT)).toEqual([WARNING]);
  expect(strategy.warningsOnUpdate?.(marked, account(), CONTEXT)).toEqual([WARNING]);
  expect(strategy.warningsOnUpdate?.(marked, marked, CONTEXT)).toEqual([]);
});
