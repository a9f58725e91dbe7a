import type { Pod } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';
import { row, rowConditions } from './table.ts';

export const pod = defineBehaviour<Pod>('v1/Pod', { strategy, row, rowConditions });
