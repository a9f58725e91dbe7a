import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1035Label, isDns1123Subdomain } from '../../../apimachinery/names.ts';
import { validateLabelSelector } from '../../../apimachinery/selectors/labels.ts';
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
} from '../../../apimachinery/types.generated.ts';
import {
  validateWebhookService,
  validateWebhookUrl,
} from '../../../apimachinery/webhook-client.ts';
import type { CheckExpression } from '../match-conditions.ts';
import { validateMatchConditions } from '../match-conditions.ts';
import { validateRule } from '../rules.ts';

/** Both kinds of configurations; a validating one has no reinvocation policies. */
export type WebhookConfiguration = MutatingWebhookConfiguration;

const REVIEW_VERSIONS: readonly string[] = ['v1', 'v1beta1'];
const SIDE_EFFECTS: readonly string[] = ['None', 'NoneOnDryRun'];
const ALL_SIDE_EFFECTS: readonly string[] = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const TIMEOUT_SECONDS_MAX = 30;

/** What an update need not fulfil, because the stored object does not either. */
interface Rules {
  readonly ignoresMatchConditions: boolean;
  readonly sideEffects: readonly string[];
  readonly knownReviewVersion: boolean;
  readonly uniqueNames: boolean;
  readonly allowInvalidValues: boolean;
}

const STRICT: Rules = {
  ignoresMatchConditions: false,
  sideEffects: SIDE_EFFECTS,
  knownReviewVersion: true,
  uniqueNames: true,
  allowInvalidValues: false,
};

export function validate(next: WebhookConfiguration, check: CheckExpression): FieldError[] {
  return validateAll(next, STRICT, check);
}

export function validateUpdate(
  next: WebhookConfiguration,
  previous: WebhookConfiguration,
  check: CheckExpression,
): FieldError[] {
  const [now, before] = [next.webhooks ?? [], previous.webhooks ?? []];
  const names = before.map((each) => each.name);
  const rules: Rules = {
    ignoresMatchConditions: isDeepStrictEqual(conditions(now), conditions(before)),
    sideEffects: before.every((each) => SIDE_EFFECTS.includes(each.sideEffects ?? ''))
      ? SIDE_EFFECTS
      : ALL_SIDE_EFFECTS,
    knownReviewVersion: before.every(
      (each) => reviewVersions(each).length === 0 || reviewVersions(each).some(isKnown),
    ),
    uniqueNames: new Set(names).size === names.length,
    allowInvalidValues: before.some(hasInvalidLabelValue),
  };
  return validateAll(next, rules, check);
}

function conditions(webhooks: readonly MutatingWebhook[]): unknown[] {
  return webhooks.map((each) => each.matchConditions);
}

/** The type says that they are there; the decoder lets them be left out, or null. */
function reviewVersions({ admissionReviewVersions: versions }: MutatingWebhook): readonly string[] {
  return versions ?? [];
}

function isKnown(version: string): boolean {
  return REVIEW_VERSIONS.includes(version);
}

function hasInvalidLabelValue({ namespaceSelector, objectSelector }: MutatingWebhook): boolean {
  const path = FieldPath.of('selector');
  return [namespaceSelector, objectSelector].some(
    (each) =>
      validateLabelSelector(each, path).length >
      validateLabelSelector(each, path, { allowInvalidValues: true }).length,
  );
}

function validateAll(
  { webhooks = [] }: WebhookConfiguration,
  rules: Rules,
  check: CheckExpression,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  webhooks.forEach((webhook, index) => {
    const path = FieldPath.of('webhooks').index(index);
    errors.push(...validateWebhook(webhook, path, rules, check));
    const versions = path.child('admissionReviewVersions');
    errors.push(
      ...validateReviewVersions(reviewVersions(webhook), versions, rules.knownReviewVersion),
    );
    const { name } = webhook;
    if (rules.uniqueNames && name !== '' && seen.has(name)) {
      errors.push(fieldError.duplicate(path.child('name'), name));
    }
    seen.add(name);
  });
  return errors;
}

function validateWebhook(
  webhook: MutatingWebhook,
  path: FieldPath,
  { ignoresMatchConditions, sideEffects: allowed, allowInvalidValues }: Rules,
  check: CheckExpression,
): FieldError[] {
  const { sideEffects, timeoutSeconds, reinvocationPolicy, rules = [] } = webhook;
  const errors = [...validateName(webhook.name, path.child('name'))];
  rules.forEach((rule, index) => {
    errors.push(...validateRule(rule, path.child('rules').index(index)));
  });
  const oneOf = (name: string, value: string | undefined, supported: readonly string[]): void => {
    if (value === undefined || supported.includes(value)) return;
    errors.push(fieldError.notSupported(path.child(name), value, supported));
  };
  oneOf('failurePolicy', webhook.failurePolicy, ['Fail', 'Ignore']);
  oneOf('matchPolicy', webhook.matchPolicy, ['Equivalent', 'Exact']);
  if ((sideEffects ?? undefined) === undefined) {
    const detail = `must specify one of ${allowed.join(', ')}`;
    errors.push(fieldError.required(path.child('sideEffects'), detail));
  } else oneOf('sideEffects', sideEffects, allowed);
  if (
    timeoutSeconds !== undefined &&
    (timeoutSeconds < 1 || timeoutSeconds > TIMEOUT_SECONDS_MAX)
  ) {
    const detail = `the timeout value must be between 1 and ${TIMEOUT_SECONDS_MAX} seconds`;
    errors.push(fieldError.invalid(path.child('timeoutSeconds'), timeoutSeconds, detail));
  }
  for (const name of ['namespaceSelector', 'objectSelector'] as const) {
    const selector = path.child(name);
    errors.push(...validateLabelSelector(webhook[name], selector, { allowInvalidValues }));
  }
  oneOf('reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']);
  errors.push(...validateClient(webhook.clientConfig, path.child('clientConfig')));
  if (ignoresMatchConditions) return errors;
  const { matchConditions = [] } = webhook;
  return [
    ...errors,
    ...validateMatchConditions(matchConditions, path.child('matchConditions'), check),
  ];
}

function validateName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const wrong = isDns1123Subdomain(name);
  if (wrong.length > 0) return [fieldError.invalid(path, name, wrong.join(','))];
  if (name.split('.').length >= 3) return [];
  const detail = 'should be a domain with at least three segments separated by dots';
  return [fieldError.invalid(path, name, detail)];
}

function validateClient(
  { url, service }: MutatingWebhook['clientConfig'],
  path: FieldPath,
): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [fieldError.required(path, 'exactly one of url or service is required')];
  }
  if (url !== undefined) return validateWebhookUrl(path.child('url'), url);
  return service === undefined ? [] : validateWebhookService(path.child('service'), service);
}

function validateReviewVersions(
  versions: readonly string[],
  path: FieldPath,
  mustKnowOne: boolean,
): FieldError[] {
  if (versions.length === 0) {
    return [fieldError.required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  }
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    if (seen.has(version)) {
      errors.push(fieldError.invalid(path.index(index), version, 'duplicate version'));
      return;
    }
    seen.add(version);
    for (const wrong of isDns1035Label(version)) {
      errors.push(fieldError.invalid(path.index(index), version, wrong));
    }
  });
  if (mustKnowOne && !versions.some(isKnown)) {
    const detail = `must include at least one of ${REVIEW_VERSIONS.join(', ')}`;
    errors.push(fieldError.invalid(path, versions, detail));
  }
  return errors;
}
