import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  VolumeAttachment,
  VolumeAttachmentSource,
  VolumeError,
} from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { VOLUME_TYPES } from '../../core/persistentvolume/internal-types.ts';
import { checkVolumeSpec } from '../../core/persistentvolume/validation.ts';
import { checkDriverName } from '../../core/pod/spec-validation-old-volumes.ts';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const METADATA_BYTES_MAX = 256 * 1024;
const MESSAGE_BYTES_MAX = 1024;

export const volumeAttachment = defineBehaviour<VolumeAttachment>(
  'storage.k8s.io/v1/VolumeAttachment',
  {
    strategy: {
      prepareForCreate(next) {
        next.status = { attached: false };
      },
      validate: (next) => [...validate(next), ...nameErrors(next)],
      validateUpdate,
      subresources: {
        status: {
          prepareForUpdate(next, previous) {
            // Codes are behind a gate that is closed.
            for (const member of ['attachError', 'detachError'] as const) {
              if (previous.status?.[member]?.errorCode !== undefined) continue;
              delete next.status?.[member]?.errorCode;
            }
          },
          validateUpdate,
        },
      },
    },
  },
);

function validateUpdate(next: VolumeAttachment, previous: VolumeAttachment): FieldError[] {
  // Upstream judges an updated object twice.
  const errors = [...validate(next), ...validate(next)];
  if (semanticEqual(next.spec, previous.spec)) return errors;
  const shown = VOLUME_TYPES.text('VolumeAttachmentSpec', next.spec);
  return [...errors, fieldError.invalid(SPEC, shown, 'field is immutable')];
}

function validate({ spec, status }: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.attacher === '') errors.push(fieldError.required(SPEC.child('attacher')));
  checkSource(spec.source, SPEC.child('source'), errors);
  const { nodeName } = spec;
  errors.push(
    ...invalidEach(SPEC.child('nodeName'), nodeName, nameIsDnsSubdomain(nodeName, false)),
  );
  let bytes = 0;
  for (const [key, value] of Object.entries(status?.attachmentMetadata ?? {})) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > METADATA_BYTES_MAX) {
    errors.push(fieldError.tooLong(STATUS.child('attachmentMetadata'), METADATA_BYTES_MAX));
  }
  return [
    ...errors,
    ...volumeErrors(status?.attachError, STATUS.child('attachError')),
    ...volumeErrors(status?.detachError, STATUS.child('detachError')),
  ];
}

function checkSource(
  { inlineVolumeSpec, persistentVolumeName }: VolumeAttachmentSource,
  path: FieldPath,
  errors: FieldError[],
): void {
  const either = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inlineVolumeSpec === undefined && persistentVolumeName === undefined) {
    errors.push(fieldError.required(path, either));
  } else if (inlineVolumeSpec !== undefined && persistentVolumeName !== undefined) {
    errors.push(fieldError.forbidden(path, either));
  } else if (persistentVolumeName === '') {
    const detail = 'must specify non empty persistentVolumeName';
    errors.push(fieldError.required(path.child('persistentVolumeName'), detail));
  } else if (inlineVolumeSpec !== undefined) {
    checkVolumeSpec(inlineVolumeSpec, '', path.child('inlineVolumeSpec'), errors, true);
  }
}

/** Only new attachments are held to these. */
function nameErrors({ spec }: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  checkDriverName(spec.attacher, SPEC.child('attacher'), errors);
  const { persistentVolumeName: name } = spec.source;
  if (name === undefined) return errors;
  const path = SPEC.child('source', 'persistentVolumeName');
  return [...errors, ...invalidEach(path, name, nameIsDnsSubdomain(name, false))];
}

function volumeErrors(error: VolumeError | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(error?.message ?? '') > MESSAGE_BYTES_MAX) {
    // The number is upstream's.
    errors.push(fieldError.tooLong(path.child('message'), METADATA_BYTES_MAX));
  }
  const code = error?.errorCode ?? 0;
  if (code < 0) {
    const detail = 'must be between 0 and 2147483647, inclusive';
    errors.push(fieldError.invalid(path.child('errorCode'), code, detail));
  }
  return errors;
}
