import type { Node } from '../apimachinery/types.generated.ts';
import { keyOf } from '../client/informer.ts';
import type { ControllerFactory } from './runtime.ts';

const TTL = 'node.alpha.kubernetes.io/ttl';

/** Sizes of the cluster overlap, so that one node more or less does not change all of them. */
const STEPS = [
  { nodesMin: 0, nodesMax: 100, seconds: 0 },
  { nodesMin: 90, nodesMax: 500, seconds: 15 },
  { nodesMin: 450, nodesMax: 1000, seconds: 30 },
  { nodesMin: 900, nodesMax: 2000, seconds: 60 },
  { nodesMin: 1800, nodesMax: Number.POSITIVE_INFINITY, seconds: 300 },
];

/** Tells kubelets on their nodes for how long they may keep secrets and config maps. */
export const nodeTtlController: ControllerFactory = (context) => {
  const nodes = context.informer<Node>('v1', 'nodes');
  const client = context.client<Node>('v1', 'nodes');
  let count = 0;
  let step = 0;
  nodes.onChange((node, previous) => {
    if (previous === undefined) count++;
    if (node === undefined) count--;
    if (count > (STEPS[step]?.nodesMax ?? 0)) step++;
    if (count < (STEPS[step]?.nodesMin ?? 0)) step--;
    // Nodes learn of a new time when their own status is next written, as upstream has it.
    if (node !== undefined) context.enqueue(keyOf(node));
  });
  return {
    name: 'ttl',
    async reconcile(key) {
      const node = nodes.get(key);
      const seconds = String(STEPS[step]?.seconds ?? 0);
      if (node === undefined || node.metadata.annotations?.[TTL] === seconds) return {};
      const body = { metadata: { annotations: { [TTL]: seconds } } };
      await client.patch(undefined, key, { type: 'strategic', body });
      return {};
    },
  };
};
