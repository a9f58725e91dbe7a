import type { GroupResource } from './errors.ts';
import { conflict, invalid } from './errors.ts';
import { fieldError } from './field-error.ts';
import type { AnyObject } from './meta.ts';
import { nameIsDnsSubdomain } from './names.ts';
import { validateObjectMeta } from './object-meta.ts';
import { labelSelectorFromObject, selectorFromMap } from './selectors/labels.ts';
import type { LabelSelector, ObjectMeta, Scale } from './types.generated.ts';

/** The built-in kinds that have a scale subresource. */
export type ScalableKind = 'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'StatefulSet';

interface Scalable {
  readonly spec?: { readonly replicas?: number; readonly selector?: unknown };
  readonly status?: { readonly replicas?: number };
}

/** The Scale of an object: which object it is, its replicas, and its selector as text. */
export function toScale(object: AnyObject, kind: ScalableKind): Scale {
  const { spec, status } = object as Scalable;
  const replicas = spec?.replicas ?? 0;
  const selector = selectorText(spec?.selector, kind);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: identity(object.metadata),
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}

function identity(metadata: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
  };
}

/** `app=web,tier in (a,b)`: sorted by key, values sorted. */
function selectorText(selector: unknown, kind: ScalableKind): string {
  return kind === 'ReplicationController'
    ? selectorFromMap(selector as Record<string, string> | undefined).toString()
    : labelSelectorFromObject(selector as LabelSelector | undefined).toString();
}

/**
 * The object after its Scale was written: other replicas, and the version that the client believes
 * in (none: any). Everything else in a Scale is ignored, but has to be valid. Leaves `object` alone.
 * @param of the scaled resource
 * @throws 422 for an invalid Scale, 409 for one of another object with this name
 */
export function applyScale(object: AnyObject, scale: Scale, of: GroupResource): AnyObject {
  const { name = '', uid = '' } = object.metadata;
  const errors = validateObjectMeta(scale.metadata, {
    namespaced: true,
    validateName: nameIsDnsSubdomain,
  });
  const replicas = scale.spec?.replicas ?? 0;
  if (replicas < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldError.invalid('spec.replicas', replicas, detail));
  }
  if (errors.length > 0) throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, errors);

  const wanted = scale.metadata.uid ?? '';
  if (wanted !== '' && wanted !== uid) {
    const why = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${uid}`;
    throw conflict({ group: of.group, resource: `${of.resource}/scale` }, name, why);
  }

  const { resourceVersion: _known, ...metadata } = object.metadata;
  const resourceVersion = scale.metadata.resourceVersion ?? '';
  return {
    ...object,
    metadata: resourceVersion === '' ? metadata : { ...metadata, resourceVersion },
    spec: { ...(object as Scalable).spec, replicas },
  };
}
