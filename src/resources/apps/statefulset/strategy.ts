import { FieldPath } from '../../../apimachinery/field-error.ts';
import { nameIsDnsLabel } from '../../../apimachinery/names.ts';
import type { StatefulSet, StatefulSetSpec } from '../../../apimachinery/types.generated.ts';
import type { Strategy } from '../../../registry/definition.ts';
import { dropDisabledTemplateFields } from '../../core/pod/drop-disabled.ts';
import { roundResources } from '../../core/pod/resource-lists.ts';
import { defaultPodTemplate } from '../../core/pod/spec-defaults.ts';
import { podTemplateWarnings } from '../../core/pod/warnings.ts';
import { byteWarnings } from '../../core/pod/warnings-bytes.ts';
import { validateSpec, validateSpecUpdate, validateStatusUpdate } from './validation.ts';

const TEMPLATE = FieldPath.of('spec', 'template');
const CLAIMS = FieldPath.of('spec', 'volumeClaimTemplates');

export const strategy: Strategy<StatefulSet> = {
  validateName: nameIsDnsLabel,

  defaults({ spec }) {
    spec.podManagementPolicy ||= 'OrderedReady';
    const { updateStrategy } = spec;
    if (!updateStrategy.type) {
      updateStrategy.type = 'RollingUpdate';
      updateStrategy.rollingUpdate ??= {};
    }
    if (updateStrategy.type === 'RollingUpdate' && updateStrategy.rollingUpdate !== undefined) {
      updateStrategy.rollingUpdate.partition ??= 0;
    }
    spec.persistentVolumeClaimRetentionPolicy ??= {};
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    defaultPodTemplate(spec.template);
    defaultClaims(spec);
  },

  prepareForCreate: dropDisabledFields,
  validate: ({ spec }) => validateSpec(spec),
  warningsOnCreate: ({ spec }) => [
    ...podTemplateWarnings(spec.template, TEMPLATE),
    ...claimWarnings(spec, (path) => path),
    ...historyWarnings(spec),
  ],

  prepareForUpdate: dropDisabledFields,
  validateUpdate: ({ spec }, { spec: old }) => validateSpecUpdate(spec, old),
  warningsOnUpdate: ({ metadata, spec }, previous) => [
    ...(metadata.generation === previous.metadata.generation
      ? []
      : podTemplateWarnings(spec.template, TEMPLATE)),
    // The letter case is upstream's.
    ...claimWarnings(spec, (path) => path.child('Spec')),
    ...historyWarnings(spec),
  ],

  subresources: { status: { validateUpdate: validateStatusUpdate } },
};

function defaultClaims({ volumeClaimTemplates }: StatefulSetSpec): void {
  for (const claim of volumeClaimTemplates ?? []) {
    claim.apiVersion = 'v1';
    claim.kind = 'PersistentVolumeClaim';
    claim.status.phase ||= 'Pending';
    claim.spec.volumeMode ??= 'Filesystem';
    roundResources(claim.spec.resources.limits);
    roundResources(claim.spec.resources.requests);
  }
}

function dropDisabledFields({ spec }: StatefulSet): void {
  delete spec.updateStrategy.rollingUpdate?.maxUnavailable;
  dropDisabledTemplateFields(spec.template);
}

function claimWarnings(spec: StatefulSetSpec, place: (path: FieldPath) => FieldPath): string[] {
  const warnings: string[] = [];
  for (const [index, claim] of (spec.volumeClaimTemplates ?? []).entries()) {
    const resources = place(CLAIMS.index(index)).child('resources');
    const { requests, limits } = claim.spec.resources;
    warnings.push(
      ...byteWarnings(requests, 'storage', resources.child('requests')),
      ...byteWarnings(limits, 'storage', resources.child('limits')),
    );
  }
  return warnings;
}

function historyWarnings({ revisionHistoryLimit = 0 }: StatefulSetSpec): string[] {
  if (revisionHistoryLimit >= 0) return [];
  return [
    'spec.revisionHistoryLimit: a negative value retains all historical revisions; ' +
      'a value >= 0 is recommended',
  ];
}
