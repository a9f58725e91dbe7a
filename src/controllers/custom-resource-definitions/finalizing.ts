import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { CustomResourceDefinition } from '../../apimachinery/types.generated.ts';
import {
  isTrue,
  withCondition,
} from '../../resources/apiextensions/customresourcedefinition/conditions.ts';
import { CLEANUP_FINALIZER } from '../../resources/apiextensions/customresourcedefinition/strategy.ts';
import type { ControllerContext, ControllerFactory } from '../runtime.ts';

const API_VERSION = 'apiextensions.k8s.io/v1';
const PLURAL = 'customresourcedefinitions';
/** Instances that finalizers hold back are looked at again after this time. */
const AGAIN_MS = 250;

/** Removes the instances of a deleted definition, then lets it go. */
export const finalizingController: ControllerFactory = (context) => {
  const definitions = context.informer<CustomResourceDefinition>(API_VERSION, PLURAL);
  const client = context.client<CustomResourceDefinition>(API_VERSION, PLURAL);
  definitions.onChange((definition) => {
    const { name, deletionTimestamp } = definition?.metadata ?? {};
    if (name !== undefined && deletionTimestamp !== undefined) context.enqueue(name);
  });
  const mark = (
    definition: CustomResourceDefinition,
    condition: { readonly status: string; readonly reason: string; readonly message: string },
  ): CustomResourceDefinition['status'] => ({
    ...definition.status,
    conditions: withCondition(
      definition.status.conditions,
      { type: 'Terminating', ...condition },
      formatTime(context.clock.now()),
    ),
  });
  return {
    name: 'crd-finalizer',
    async reconcile(key) {
      let definition = definitions.get(key);
      if (definition?.metadata.deletionTimestamp === undefined) return {};
      const { finalizers = [] } = definition.metadata;
      if (!finalizers.includes(CLEANUP_FINALIZER)) return {};
      definition = await client.update(
        undefined,
        { ...definition, status: mark(definition, IN_PROGRESS) },
        { subresource: 'status' },
      );
      const established = isTrue(definition.status.conditions, 'Established');
      if (established && !(await deleteInstances(context, definition))) {
        return { againInMs: AGAIN_MS };
      }
      const rest = finalizers.filter((each) => each !== CLEANUP_FINALIZER);
      const status = mark(definition, established ? COMPLETED : NEVER_ESTABLISHED);
      const { metadata } = definition;
      await client.update(
        undefined,
        { ...definition, metadata: { ...metadata, finalizers: rest }, status },
        { subresource: 'status' },
      );
      return {};
    },
  };
};

const IN_PROGRESS = {
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};

const COMPLETED = {
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
};

const NEVER_ESTABLISHED = {
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
};

/** @returns whether none are left */
async function deleteInstances(
  context: ControllerContext,
  { spec, status }: CustomResourceDefinition,
): Promise<boolean> {
  const served = spec.versions.find((each) => each.served);
  // What no version serves cannot be reached, by nobody.
  if (served === undefined) return true;
  const client = context.client<KubeObject>(
    `${spec.group}/${served.name}`,
    status.acceptedNames.plural,
  );
  const { items } = await client.list(undefined);
  for (const { metadata } of items) {
    if (metadata.deletionTimestamp !== undefined) continue;
    try {
      await client.delete(metadata.namespace, metadata.name ?? '');
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
    }
  }
  return items.length === 0 || (await client.list(undefined)).items.length === 0;
}
