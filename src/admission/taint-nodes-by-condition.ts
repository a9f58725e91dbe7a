import type { Node } from '../apimachinery/types.generated.ts';
import { concerns } from './objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

const KEY = 'node.kubernetes.io/not-ready';
const EFFECT = 'NoSchedule';

/** A new node takes no pods until the node controller has seen that it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutate(attributes) {
    if (attributes.operation !== 'CREATE' || !concerns(attributes, '', 'nodes')) return undefined;
    const { spec } = attributes.object as unknown as Node;
    const taints = spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === KEY && effect === EFFECT)) return undefined;
    spec.taints = [...taints, { key: KEY, effect: EFFECT }];
    return undefined;
  },
};
