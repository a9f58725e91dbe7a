import type { CronJob } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const cronJob = defineBehaviour<CronJob>('batch/v1/CronJob', { strategy });
