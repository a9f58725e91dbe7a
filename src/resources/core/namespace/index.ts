import { nameIsDnsLabel } from '../../../apimachinery/names.ts';
import type { Namespace } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const namespace = defineBehaviour<Namespace>('v1/Namespace', {
  strategy: { ...strategy, validateName: nameIsDnsLabel },
});
