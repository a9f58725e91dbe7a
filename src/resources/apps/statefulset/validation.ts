import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { withoutEmpties } from '../../../apimachinery/go-print.ts';
import { GoStructs } from '../../../apimachinery/go-struct.ts';
import { isDns1123Label } from '../../../apimachinery/names.ts';
import { validateAnnotations } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  PodTemplateSpec,
  StatefulSet,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from '../../../apimachinery/types.generated.ts';
import { checkClaimSpec } from '../../core/persistentvolumeclaim/spec-validation.ts';
import { checkPodAnnotations } from '../../core/pod/annotation-validation.ts';
import { validatePodTemplateSpec } from '../../core/pod/spec-validation.ts';
import { checkCollisionCount, checkNonNegative, checkReplicaCounts } from '../counts.ts';
import {
  checkKeepsRunning,
  checkSelector,
  checkTemplateLabels,
  readSelector,
} from '../pod-template.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const TEMPLATE = SPEC.child('template');
const RETENTION = ['Retain', 'Delete'];

const goTypes = new GoStructs({
  StatefulSetUpdateStrategy: 'Type:s RollingUpdate:*RollingUpdateStatefulSetStrategy',
  RollingUpdateStatefulSetStrategy: 'Partition:i MaxUnavailable:*p',
});

export function validateSpec(spec: StatefulSetSpec): FieldError[] {
  const errors = policyErrors(spec);
  for (const [index, claim] of (spec.volumeClaimTemplates ?? []).entries()) {
    const path = SPEC.child('volumeClaimTemplates').index(index).child('spec');
    checkClaimSpec(claim.spec, path, errors);
  }
  checkNumbers(spec, errors);
  for (const message of spec.serviceName === '' ? [] : isDns1123Label(spec.serviceName)) {
    errors.push(fieldError.invalid(SPEC.child('serviceName'), spec.serviceName, message));
  }
  checkPods(spec, errors);
  return errors;
}

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

export function validateSpecUpdate(spec: StatefulSetSpec, old: StatefulSetSpec): FieldError[] {
  // What cannot change is not checked again.
  const errors = policyErrors(spec);
  checkNumbers(spec, errors);
  checkPods(spec, errors);
  if (!semanticEqual(immutablePart(spec), immutablePart(old))) {
    const last = MUTABLE.at(-1);
    const list = MUTABLE.slice(0, -1).map((name) => `'${name}'`);
    const detail =
      `updates to statefulset spec for fields other than ${list.join(', ')} ` +
      `and '${last}' are forbidden`;
    errors.push(fieldError.forbidden(SPEC, detail));
  }
  return errors;
}

function immutablePart(spec: StatefulSetSpec): Partial<StatefulSetSpec> {
  const part: Partial<StatefulSetSpec> = { ...spec };
  for (const name of MUTABLE) delete part[name];
  return part;
}

function policyErrors(spec: StatefulSetSpec): FieldError[] {
  const errors: FieldError[] = [];
  const { podManagementPolicy = '', persistentVolumeClaimRetentionPolicy: retention } = spec;
  if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    errors.push(fieldError.invalid(SPEC.child('podManagementPolicy'), podManagementPolicy, detail));
  }
  checkUpdateStrategy(spec.updateStrategy, SPEC.child('updateStrategy'), errors);
  for (const member of ['whenDeleted', 'whenScaled'] as const) {
    const policy = retention?.[member];
    if (policy === undefined || RETENTION.includes(policy)) continue;
    const path = SPEC.child('persistentVolumeClaimRetentionPolicy', member);
    errors.push(fieldError.notSupported(path, policy, RETENTION));
  }
  return errors;
}

function checkUpdateStrategy(
  strategy: StatefulSetUpdateStrategy,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') {
    if (rollingUpdate === undefined) return;
    const shown = goTypes.text('RollingUpdateStatefulSetStrategy', rollingUpdate);
    const detail = "only allowed for updateStrategy 'RollingUpdate'";
    errors.push(fieldError.invalid(path.child('rollingUpdate'), shown, detail));
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate === undefined) return;
    checkNonNegative(rollingUpdate, ['partition'], path.child('rollingUpdate'), errors);
  } else {
    const shown = goTypes.text('StatefulSetUpdateStrategy', strategy);
    errors.push(fieldError.invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'"));
  }
}

function checkNumbers(spec: StatefulSetSpec, errors: FieldError[]): void {
  checkNonNegative(spec, ['replicas', 'minReadySeconds'], SPEC, errors);
  if (spec.ordinals !== undefined) {
    checkNonNegative(spec.ordinals, ['start'], SPEC.child('ordinals'), errors);
  }
}

function checkPods(spec: StatefulSetSpec, errors: FieldError[]): void {
  const { selector, template } = spec;
  checkSelector(selector, 'statefulset', SPEC.child('selector'), errors);
  const read = readSelector(selector);
  if (read === undefined) {
    errors.push(fieldError.invalid(SPEC.child('selector'), withoutEmpties(selector), ''));
  } else {
    if (!read.isEmpty) checkTemplateLabels(template, read, TEMPLATE, errors);
    errors.push(...validatePodTemplateSpec(withClaims(spec), TEMPLATE));
    checkMetadataAgain(template, errors);
  }
  checkKeepsRunning(template, 'StatefulSet', TEMPLATE, errors);
}

/** The template as the controller completes it: names are overwritten, claims become volumes. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  const { hostname: _hostname, subdomain: _subdomain, ...spec } = template.spec;
  const claims = volumeClaimTemplates ?? [];
  if (claims.length === 0) return { ...template, spec };
  const names = new Set(claims.map(({ metadata }) => metadata.name ?? ''));
  const added = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const kept = (spec.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...template, spec: { ...spec, volumes: [...added, ...kept] } };
}

/** Upstream checks these once with the template and once more. */
function checkMetadataAgain({ metadata, spec }: PodTemplateSpec, errors: FieldError[]): void {
  errors.push(...validateLabels(metadata.labels, TEMPLATE.child('labels')));
  if (metadata.annotations === undefined) return;
  const path = TEMPLATE.child('annotations');
  errors.push(...validateAnnotations(metadata.annotations, path));
  checkPodAnnotations(metadata.annotations, spec, path, errors);
}

export function validateStatusUpdate(
  { status }: StatefulSet,
  { status: old }: StatefulSet,
): FieldError[] {
  const errors: FieldError[] = [];
  const parts = [
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
  ] as const;
  checkNonNegative(
    status,
    ['replicas', ...parts, 'observedGeneration', 'collisionCount'],
    STATUS,
    errors,
  );
  checkReplicaCounts(status, parts, 'status.readyReplicas', STATUS, errors);
  checkCollisionCount(status, old, STATUS, errors);
  return errors;
}
