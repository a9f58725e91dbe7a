import type { Pod, Toleration } from '../apimachinery/types.generated.ts';
import { concerns } from './objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const EFFECT = 'NoExecute';
const SECONDS = 300;

/** Pods stay five minutes on a node that is in trouble, unless they say otherwise. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate(attributes) {
    if (!concerns(attributes, '', 'pods') || attributes.object === undefined) return undefined;
    const { spec } = attributes.object as unknown as Pod;
    const given = spec.tolerations ?? [];
    const added = KEYS.filter((key) => !given.some((each) => tolerates(each, key))).map((key) => ({
      key,
      operator: 'Exists',
      effect: EFFECT,
      tolerationSeconds: SECONDS,
    }));
    if (added.length > 0) spec.tolerations = [...given, ...added];
    return undefined;
  },
};

function tolerates({ key = '', effect = '' }: Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === EFFECT || effect === '');
}
