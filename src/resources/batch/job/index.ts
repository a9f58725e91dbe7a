import type { Job } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const job = defineBehaviour<Job>('batch/v1/Job', { strategy });
