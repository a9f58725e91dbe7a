import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '../../../apimachinery/types.generated.ts';
import { builtInLevels, mandatorySpec } from '../built-in.ts';
import { conditionErrors } from '../conditions.ts';
import { FLOW_CONTROL_TYPES } from '../internal-types.ts';

const SPEC = FieldPath.of('spec');
const EXEMPT = 'exempt';
const QUEUES_MAX = 10_000_000;
/** What a hash gives to draw a hand of queues with. */
const HASH_BITS_MAX = 60;
/** Only versions that are no longer served have it. */
const ZERO_SHARES = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

export function validate({ metadata, spec, status }: PriorityLevelConfiguration): FieldError[] {
  const { name = '', annotations = {} } = metadata;
  const errors: FieldError[] = [];
  if (annotations[ZERO_SHARES] !== undefined) {
    const path = FieldPath.of('metadata', 'annotations');
    errors.push(fieldError.forbidden(path, `annotation '${ZERO_SHARES}' is forbidden`));
  }
  errors.push(...specErrors(name, spec), ...mandatoryErrors(name, spec));
  return [...errors, ...conditionErrors(status?.conditions)];
}

function mandatoryErrors(name: string, spec: PriorityLevelConfigurationSpec): FieldError[] {
  const mandatory = mandatorySpec(builtInLevels, name);
  if (mandatory === undefined) return [];
  const isExempt = name === EXEMPT;
  const found = isExempt ? { ...spec, exempt: mandatory.exempt } : spec;
  if (semanticEqual(found, mandatory)) return [];
  const detail = isExempt
    ? `spec of '${name}' except the 'spec.exempt' field must equal the fixed value`
    : `spec of '${name}' must equal the fixed value`;
  return [fieldError.invalid(SPEC, FLOW_CONTROL_TYPES.text('LevelSpec', spec), detail)];
}

function specErrors(
  name: string,
  { type, limited, exempt }: PriorityLevelConfigurationSpec,
): FieldError[] {
  const errors: FieldError[] = [];
  if ((name === EXEMPT) !== (type === 'Exempt')) {
    const detail = "must be 'Exempt' if and only if `name` is 'exempt'";
    errors.push(fieldError.invalid(SPEC.child('type'), type, detail));
  }
  switch (type) {
    case 'Exempt':
      if (limited !== undefined) {
        const detail = 'must be nil if the type is not Limited';
        errors.push(fieldError.forbidden(SPEC.child('limited'), detail));
      }
      if (exempt !== undefined) {
        errors.push(...sharesErrors(exempt, SPEC.child('exempt')));
        errors.push(...lendableErrors(exempt, SPEC.child('exempt')));
      }
      return errors;
    case 'Limited':
      if (exempt !== undefined) {
        const detail = 'must be nil if the type is Limited';
        errors.push(fieldError.forbidden(SPEC.child('exempt'), detail));
      }
      if (limited === undefined) {
        const detail = 'must not be empty when type is Limited';
        errors.push(fieldError.required(SPEC.child('limited'), detail));
      } else errors.push(...limitedErrors(limited, SPEC.child('limited')));
      return errors;
    default:
      return [...errors, fieldError.notSupported(SPEC.child('type'), type, ['Exempt', 'Limited'])];
  }
}

type Shares = Pick<
  LimitedPriorityLevelConfiguration,
  'nominalConcurrencyShares' | 'lendablePercent'
>;

function sharesErrors({ nominalConcurrencyShares: shares }: Shares, path: FieldPath): FieldError[] {
  if (shares === undefined || shares >= 0) return [];
  const place = path.child('nominalConcurrencyShares');
  return [fieldError.invalid(place, shares, 'must be a non-negative integer')];
}

function lendableErrors({ lendablePercent: percent }: Shares, path: FieldPath): FieldError[] {
  if (percent === undefined || (percent >= 0 && percent <= 100)) return [];
  const place = path.child('lendablePercent');
  return [fieldError.invalid(place, percent, 'must be between 0 and 100, inclusive')];
}

function limitedErrors(limited: LimitedPriorityLevelConfiguration, path: FieldPath): FieldError[] {
  const errors = [
    ...sharesErrors(limited, path),
    ...responseErrors(limited.limitResponse, path.child('limitResponse')),
    ...lendableErrors(limited, path),
  ];
  const { borrowingLimitPercent: percent } = limited;
  if (percent !== undefined && percent < 0) {
    const place = path.child('borrowingLimitPercent');
    errors.push(fieldError.invalid(place, percent, 'if specified, must be a non-negative integer'));
  }
  return errors;
}

function responseErrors(response: LimitResponse | undefined, path: FieldPath): FieldError[] {
  const { type = '', queuing } = response ?? {};
  const place = path.child('queuing');
  if (type === 'Reject') {
    if (queuing === undefined) return [];
    const detail = 'must be nil if limited.limitResponse.type is not Limited';
    return [fieldError.forbidden(place, detail)];
  }
  if (type === 'Queue') {
    if (queuing !== undefined) return queuingErrors(queuing, place);
    const detail = 'must not be empty if limited.limitResponse.type is Limited';
    return [fieldError.required(place, detail)];
  }
  return [fieldError.notSupported(path.child('type'), type, ['Queue', 'Reject'])];
}

function queuingErrors(
  { queueLengthLimit, queues, handSize }: QueuingConfiguration,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0) {
    const place = path.child('queueLengthLimit');
    errors.push(fieldError.invalid(place, queueLengthLimit, 'must be positive'));
  }
  const deck = path.child('queues');
  if (queues <= 0) errors.push(fieldError.invalid(deck, queues, 'must be positive'));
  else if (queues > QUEUES_MAX) {
    errors.push(fieldError.invalid(deck, queues, `must not be greater than ${QUEUES_MAX}`));
  }
  const hand = path.child('handSize');
  const bits = Math.ceil(Math.log2(queues) * handSize);
  if (handSize <= 0) errors.push(fieldError.invalid(hand, handSize, 'must be positive'));
  else if (handSize > queues) {
    const detail = `should not be greater than queues (${queues})`;
    errors.push(fieldError.invalid(hand, handSize, detail));
  } else if (bits > HASH_BITS_MAX) {
    const detail =
      `required entropy bits of deckSize ${queues} and handSize ${handSize} ` +
      `should not be greater than ${HASH_BITS_MAX}`;
    errors.push(fieldError.invalid(hand, handSize, detail));
  }
  return errors;
}
