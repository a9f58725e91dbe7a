import { badRequest, bareError, internalError } from '../../apimachinery/errors.ts';
import type { AnyObject, ObjectMeta } from '../../apimachinery/meta.ts';
import type { Nested } from '../../apimachinery/nested-field.ts';
import { nestedInteger, nestedString } from '../../apimachinery/nested-field.ts';
import type { CustomResourceSubresourceScale, Scale } from '../../apimachinery/types.generated.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Scalable } from './scale.ts';

/** Stands for replicas that the object does not have: a write has to set them. */
const NEVER_SET = -(2 ** 31);

/** How a custom resource is seen as a Scale; undefined where its version has none. */
export function customScalable({ custom }: Resource): Scalable | undefined {
  const paths = custom?.type.scale;
  if (custom === undefined || paths === undefined) return undefined;
  const { specReplicasPath } = paths;
  return {
    toScale: (object) => scaleOf(object, paths).scale,
    toReadScale(object) {
      const { scale, found } = scaleOf(object, paths);
      if (!found) {
        throw internalError(`the spec replicas field ${quoted(specReplicasPath)} does not exist`);
      }
      return scale;
    },
    toWrittenScale(object) {
      const { scale, found } = scaleOf(object, paths);
      return found ? scale : { ...scale, spec: { replicas: NEVER_SET } };
    },
    applyScale(object, { spec, metadata }) {
      const replicas = spec?.replicas ?? 0;
      if (replicas === NEVER_SET) {
        throw badRequest(`the spec replicas field ${quoted(specReplicasPath)} cannot be empty`);
      }
      const next = withValueAt(object, partsOf(specReplicasPath), replicas) as AnyObject;
      const { resourceVersion: _known, ...meta } = object.metadata;
      const resourceVersion = metadata.resourceVersion ?? '';
      next.metadata = resourceVersion === '' ? meta : { ...meta, resourceVersion };
      return next;
    },
    paths: new Map(
      [...custom.types.values()].map((type) => [
        type.apiVersion,
        type.scale?.specReplicasPath.replace(/^\./, ''),
      ]),
    ),
  };
}

function quoted(path: string): string {
  return JSON.stringify(path);
}

function partsOf(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

function scaleOf(
  object: AnyObject,
  paths: CustomResourceSubresourceScale,
): { scale: Scale; found: boolean } {
  const wanted = read(nestedInteger(object, paths.specReplicasPath));
  const present = read(nestedInteger(object, paths.statusReplicasPath)) ?? 0;
  const { labelSelectorPath } = paths;
  const selector =
    labelSelectorPath === undefined ? undefined : read(nestedString(object, labelSelectorPath));
  return {
    found: wanted !== undefined,
    scale: {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: identity(object.metadata),
      spec: wanted === undefined || wanted === 0 ? {} : { replicas: wanted },
      status: {
        replicas: present,
        ...(selector === undefined || selector === '' ? {} : { selector }),
      },
    },
  };
}

function identity(metadata: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return JSON.parse(
    JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp }),
  ) as ObjectMeta;
}

/** The value; one of another type, which an older schema let in, is an internal error. */
function read<T>({ value, error }: Nested<T>): T | undefined {
  if (error !== undefined) throw bareError(error);
  return value;
}

function withValueAt(object: object, [first, ...rest]: readonly string[], value: number): object {
  if (first === undefined) return object;
  const present = (object as Record<string, unknown>)[first];
  const inner = typeof present === 'object' && present !== null ? present : {};
  return { ...object, [first]: rest.length === 0 ? value : withValueAt(inner, rest, value) };
}
