import { badRequest, bareError, conflict } from '../../apimachinery/errors.ts';
import type { FieldError } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { isTerminating } from '../../apimachinery/meta.ts';
import type { Binding, Pod } from '../../apimachinery/types.generated.ts';
import type { Resource } from '../../catalog/catalog.ts';
import { etcdKey } from '../../registry/keys.ts';
import type { Handler, HandlerParts } from './handler.ts';
import { receive, successItem, typeOf, withoutAdmission } from './handler.ts';
import { setPodCondition } from './pod-conditions.ts';

/**
 * `pods/<name>/binding` and `POST …/bindings`: a scheduler says which node a pod goes to. The pod is
 * written as it stands, without the hooks of its kind and without a field manager.
 */
export function bindingHandler(parts: HandlerParts, pods: Resource): Handler {
  const type = typeOf(parts.catalog, pods, ['', 'v1', 'Binding']);
  const answer = successItem(parts.catalog, pods);
  return {
    async create(call, produce, write) {
      const named = call.subresource !== '';
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: produce(),
        keepsMetadata: named,
      });
      const binding = object as unknown as Binding;
      const name = named ? call.name : (binding.metadata.name ?? '');
      if (name !== (binding.metadata.name ?? '')) {
        throw badRequest('name in URL does not match name in Binding object');
      }
      const errors = validateBinding(binding);
      if (errors.length > 0) throw bareError(aggregate(errors));
      await validate();
      await parts.registry.update(
        {
          resource: pods,
          namespace: call.namespace,
          name,
          subresource: 'binding',
          verb: 'patch',
          mayCreate: false,
          produce: (live) => ({
            object: bound(pods, live?.copy(), binding, parts.clock.now()),
            managed: true,
          }),
        },
        withoutAdmission(write.context),
      );
      return answer;
    },
  };
}

export function validateBinding({ target }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  const { kind = '', name = '' } = target ?? {};
  if (kind !== '' && kind !== 'Node') {
    errors.push(fieldError.notSupported('target.kind', kind, ['Node', '<empty>']));
  }
  if (name === '') errors.push(fieldError.required('target.name'));
  return errors;
}

/** Go's print of several errors; upstream lets this one through without a reason. */
function aggregate(errors: readonly FieldError[]): string {
  const texts = errors.map(({ field, body }) => `${field}: ${body}`);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

function bound(
  pods: Resource,
  live: AnyObject | undefined,
  binding: Binding,
  now: number,
): AnyObject {
  if (live === undefined) throw new Error('a pod that is bound exists');
  checkPreconditions(pods, live, binding);
  const pod = live as unknown as Pod;
  const { name = '' } = live.metadata;
  const refuse = (why: string): Error =>
    conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} ${why}`);
  if (isTerminating(live)) throw refuse('is being deleted, cannot be assigned to a host');
  if (pod.spec?.nodeName) {
    throw refuse(`is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  }
  if ((pod.spec?.schedulingGates ?? []).length > 0) {
    throw refuse('has non-empty .spec.schedulingGates');
  }
  live['spec'] = { ...pod.spec, nodeName: binding.target.name };
  const { annotations } = binding.metadata;
  if (annotations !== undefined) {
    live.metadata.annotations = { ...live.metadata.annotations, ...annotations };
  }
  setPodCondition(live, { type: 'PodScheduled', status: 'True' }, now);
  return live;
}

/** The uid and version in a Binding say which pod was meant. */
function checkPreconditions(pods: Resource, live: AnyObject, { metadata }: Binding): void {
  const { uid, resourceVersion, namespace, name = '' } = live.metadata;
  const refuse = (what: string, wanted: string, found: string | undefined): Error =>
    conflict(
      { group: '', resource: 'pods' },
      name,
      `StorageError: invalid object, Code: 4, Key: ${etcdKey(pods, namespace, name)}, ` +
        'ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ' +
        `${what} in precondition: ${wanted}, ${what} in object meta: ${found ?? ''}`,
    );
  if (metadata.uid && metadata.uid !== uid) throw refuse('UID', metadata.uid, uid);
  const version = metadata.resourceVersion;
  if (version && version !== resourceVersion) {
    throw refuse('ResourceVersion', version, resourceVersion);
  }
}
