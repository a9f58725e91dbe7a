import { FieldPath } from '../../../apimachinery/field-error.ts';
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
} from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { isWhole, quantityOf, roundResources } from '../pod/resource-lists.ts';
import { validate, validateStatus, validateUpdate } from './validation.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const RESOURCES = FieldPath.of('spec', 'resources');

export const persistentVolumeClaim = defineBehaviour<PersistentVolumeClaim>(
  'v1/PersistentVolumeClaim',
  {
    strategy: {
      defaults(next) {
        next.status ??= {};
        next.status.phase ||= 'Pending';
        next.spec.volumeMode ??= 'Filesystem';
        roundResources(next.spec.resources?.limits);
        roundResources(next.spec.resources?.requests);
      },

      prepareForCreate(next) {
        next.status = { phase: 'Pending' };
        settleSources(next.spec, undefined);
      },

      validate,
      warningsOnCreate: warnings,

      prepareForUpdate(next, previous) {
        settleSources(next.spec, previous.spec);
      },

      validateUpdate,
      warningsOnUpdate: warnings,

      subresources: { status: { validateUpdate: (next) => validateStatus(next) } },
    },
  },
);

/**
 * `dataSource` takes claims and snapshots only and forgets the rest; `dataSourceRef` takes anything.
 * Each is filled in from the other.
 */
function settleSources(
  spec: PersistentVolumeClaimSpec,
  previous: PersistentVolumeClaimSpec | undefined,
): void {
  const refWasUsed = previous?.dataSourceRef !== undefined;
  // Sources of other namespaces are behind a gate that is closed.
  if (spec.dataSourceRef?.namespace && !refWasUsed) delete spec.dataSourceRef;
  const wasUsed = refWasUsed || previous?.dataSource !== undefined;
  if (!wasUsed && spec.dataSourceRef === undefined && !isClaimOrSnapshot(spec.dataSource)) {
    delete spec.dataSource;
  }
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) {
    spec.dataSourceRef = { ...dataSource };
  } else if (dataSource === undefined && dataSourceRef !== undefined && !dataSourceRef.namespace) {
    const { namespace: _none, ...local } = dataSourceRef;
    spec.dataSource = local;
  }
}

function isClaimOrSnapshot(source: PersistentVolumeClaimSpec['dataSource']): boolean {
  const { kind, apiGroup } = source ?? {};
  if (kind === 'PersistentVolumeClaim') return (apiGroup ?? '') === '';
  return kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
}

function warnings({ metadata, spec }: PersistentVolumeClaim): string[] {
  const all: string[] = [];
  if (metadata.annotations?.[CLASS_ANNOTATION] !== undefined) {
    all.push(
      `metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`,
    );
  }
  for (const list of ['requests', 'limits'] as const) {
    const text = spec.resources?.[list]?.['storage'];
    if (text === undefined || isWhole(quantityOf(text))) continue;
    const path = RESOURCES.child(list).key('storage');
    all.push(`${path.toString()}: fractional byte value "${text}" is invalid, must be an integer`);
  }
  return all;
}
