import { caBundleProblem } from '../../apimachinery/ca-bundle.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionStatus,
} from '../../apimachinery/types.generated.ts';
import {
  isTrue,
  withCondition,
} from '../../resources/apiextensions/customresourcedefinition/conditions.ts';
import type { ControllerFactory } from '../runtime.ts';
import { acceptNames } from './names.ts';

const API_VERSION = 'apiextensions.k8s.io/v1';
const PLURAL = 'customresourcedefinitions';

/**
 * Accepts the names of definitions and establishes them. One worker: two definitions that want the
 * same name are looked at one after the other.
 */
export const establishingController: ControllerFactory = (context) => {
  const definitions = context.informer<CustomResourceDefinition>(API_VERSION, PLURAL);
  const client = context.client<CustomResourceDefinition>(API_VERSION, PLURAL);
  const ofGroup = (group: string, name: string): CustomResourceDefinition[] =>
    definitions
      .list()
      .filter(({ spec, metadata }) => spec.group === group && metadata.name !== name);
  definitions.onChange((next, previous) => {
    const either = next ?? previous;
    if (either === undefined) return;
    const { name = '' } = either.metadata;
    if (next !== undefined) context.enqueue(name);
    // Names may have been given up.
    const before = JSON.stringify(previous?.status.acceptedNames);
    if (previous === undefined || before === JSON.stringify(next?.status.acceptedNames)) return;
    for (const other of ofGroup(either.spec.group, name))
      context.enqueue(other.metadata.name ?? '');
  });
  return {
    name: 'crd-establishing',
    workers: 1,
    async reconcile(key) {
      let definition = definitions.get(key);
      if (definition === undefined) return {};
      const write = (status: CustomResourceDefinitionStatus): Promise<CustomResourceDefinition> =>
        client.update(
          undefined,
          { ...(definition as CustomResourceDefinition), status },
          { subresource: 'status' },
        );
      const now = formatTime(context.clock.now());
      const named = acceptNames(definition, ofGroup(definition.spec.group, key), now);
      if (named !== undefined) definition = await write(named);
      const { conditions } = definition.status;
      if (!isTrue(conditions, 'NamesAccepted') || isTrue(conditions, 'Established')) return {};
      const caBundle = definition.spec.conversion?.webhook?.clientConfig?.caBundle ?? '';
      const condition = caBundleProblem(caBundle) === undefined ? ESTABLISHED : INVALID_BUNDLE;
      const { reason } = conditions?.find(({ type }) => type === 'Established') ?? {};
      if (reason === condition.reason) return {};
      await write({ ...definition.status, conditions: withCondition(conditions, condition, now) });
      return {};
    },
  };
};

const ESTABLISHED = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};

/** Nobody could convert: the definition waits for a bundle that can be used. */
const INVALID_BUNDLE = {
  type: 'Established',
  status: 'False',
  reason: 'InvalidCABundle',
  message: 'The conversion webhook CABundle is invalid',
};
