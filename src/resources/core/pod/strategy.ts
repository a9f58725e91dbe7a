import { FieldPath } from '../../../apimachinery/field-error.ts';
import { getWarningsForIp } from '../../../apimachinery/ip.ts';
import { formatTime } from '../../../apimachinery/meta.ts';
import { isDns1123Label, nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import type { Pod, PodCondition } from '../../../apimachinery/types.generated.ts';
import type { Strategy, SubresourceStrategy } from '../../../registry/definition.ts';
import { copyAppArmorAnnotations } from './apparmor.ts';
import { defaultPod } from './defaults.ts';
import { dropDisabledSpecFields, dropDisabledStatusFields } from './drop-disabled.ts';
import { ephemeralContainers } from './ephemeral-containers.ts';
import { applyLabelKeys } from './label-keys.ts';
import { qosClass } from './qos.ts';
import { resize } from './resize.ts';
import { mirrorServiceAccount } from './spec-defaults.ts';
import { validateCreate } from './validation.ts';
import { validateStatusUpdate } from './validation-status.ts';
import { validateUpdate } from './validation-update.ts';
import { podWarnings } from './warnings.ts';

const status: SubresourceStrategy<Pod> = {
  prepareForUpdate(next, previous) {
    // Old kubelets garble owners, which the garbage collector believes.
    const { ownerReferences } = previous.metadata;
    if (ownerReferences === undefined) delete next.metadata.ownerReferences;
    else next.metadata.ownerReferences = ownerReferences;
    // They also leave out what they do not know.
    if (!next.status.qosClass && previous.status.qosClass !== undefined) {
      next.status.qosClass = previous.status.qosClass;
    }
    keepObservedGenerations(next, previous);
    dropDisabledStatusFields(next.status);
  },

  validateUpdate: validateStatusUpdate,

  warningsOnUpdate({ status: { podIPs, hostIPs } }) {
    const warnings: string[] = [];
    for (const [list, addresses] of Object.entries({ podIPs, hostIPs })) {
      for (const [index, { ip }] of (addresses ?? []).entries()) {
        const path = FieldPath.of('status', list).index(index).child('ip');
        warnings.push(...getWarningsForIp(path, ip));
      }
    }
    return warnings;
  },
};

export const strategy: Strategy<Pod> = {
  validateName: nameIsDnsSubdomain,

  defaults: defaultPod,

  prepareForCreate(next, { now, warn }) {
    const { spec } = next;
    // Admission may have set it since the defaults were.
    mirrorServiceAccount(spec);
    next.status = { phase: 'Pending', qosClass: qosClass(spec) };
    dropDisabledSpecFields(spec);
    if ((spec.schedulingGates ?? []).length > 0) next.status.conditions = [gated(now)];
    applyLabelKeys(next);
    for (const warning of copyAppArmorAnnotations(next)) warn?.(warning);
  },

  validate: validateCreate,

  warningsOnCreate(next) {
    const { name = '' } = next.metadata;
    const warnings: string[] = [];
    const messages = isDns1123Label(name);
    if (messages.length > 0) {
      warnings.push(
        "metadata.name: this is used in the Pod's hostname, which can result in surprising " +
          `behavior; a DNS label is recommended: [${messages.join(' ')}]`,
      );
    }
    return [...warnings, ...podWarnings(next)];
  },

  prepareForUpdate(next) {
    mirrorServiceAccount(next.spec);
    dropDisabledSpecFields(next.spec);
  },

  validateUpdate,

  gracePeriodSeconds({ spec, status: { phase } }, requested) {
    // There is nothing to wait for before a pod has a node and after it has finished.
    if (!spec.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
    const period = requested ?? spec.terminationGracePeriodSeconds ?? 0;
    return period < 0 ? 1 : period;
  },

  subresources: { status, ephemeralcontainers: ephemeralContainers, resize },
};

function gated(now: number): PodCondition {
  return {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastTransitionTime: formatTime(now),
  };
}

/** A generation that was observed once stays; conditions of a type are matched in their order. */
function keepObservedGenerations(next: Pod, previous: Pod): void {
  keepGeneration(next.status, previous.status.observedGeneration);
  const known = new Map<string, (number | undefined)[]>();
  for (const { type, observedGeneration } of (previous.status.conditions ?? []).toReversed()) {
    const list = known.get(type);
    if (list === undefined) known.set(type, [observedGeneration]);
    else list.push(observedGeneration);
  }
  for (const condition of next.status.conditions ?? []) {
    keepGeneration(condition, known.get(condition.type)?.pop());
  }
}

function keepGeneration(next: { observedGeneration?: number }, previous: number | undefined): void {
  if (!next.observedGeneration && previous !== undefined) next.observedGeneration = previous;
}
