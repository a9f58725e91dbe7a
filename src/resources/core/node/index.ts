import type { Node } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { strategy } from './strategy.ts';

export const node = defineBehaviour<Node>('v1/Node', { strategy, keepsStatusOnCreate: true });
