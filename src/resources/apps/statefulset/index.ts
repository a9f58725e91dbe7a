import type { StatefulSet } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const statefulSet = defineBehaviour<StatefulSet>('apps/v1/StatefulSet', { strategy });
