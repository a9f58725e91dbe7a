import type { LimitRange, LimitRangeItem } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { roundResources } from '../pod/resource-lists.ts';
import { validate } from './validation.ts';

export const limitRange = defineBehaviour<LimitRange>('v1/LimitRange', {
  strategy: {
    defaults({ spec }) {
      for (const limit of spec.limits ?? []) setDefaults(limit);
    },
    prepareForCreate(next, { uid }) {
      // Nobody has to call a LimitRange anything.
      next.metadata.name ||= uid();
    },
    validate,
    validateUpdate: (next) => validate(next),
  },
});

/** What containers get that ask for nothing follows from what they may have at most and at least. */
function setDefaults(item: LimitRangeItem): void {
  const { max, min, maxLimitRequestRatio } = item;
  for (const list of [max, min, item.default, item.defaultRequest, maxLimitRequestRatio]) {
    roundResources(list);
  }
  if (item.type !== 'Container') return;
  const limits = { ...max, ...item.default };
  const requests = { ...min, ...limits, ...item.defaultRequest };
  if (Object.keys(limits).length > 0) item.default = limits;
  if (Object.keys(requests).length > 0) item.defaultRequest = requests;
}
