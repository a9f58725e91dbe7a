import type { DaemonSet } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const daemonSet = defineBehaviour<DaemonSet>('apps/v1/DaemonSet', { strategy });
