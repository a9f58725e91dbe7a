import { caBundleProblem } from '../../../apimachinery/ca-bundle.ts';
import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { isDns1035Label } from '../../../apimachinery/names.ts';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
} from '../../../apimachinery/types.generated.ts';
import {
  validateWebhookService,
  validateWebhookUrl,
} from '../../../apimachinery/webhook-client.ts';
import { isTrue } from './conditions.ts';

/** Versions of ConversionReview that the server speaks. */
const REVIEW_VERSIONS: readonly string[] = ['v1', 'v1beta1'];
const NOT_WEBHOOK = 'should not be set when strategy is not set to Webhook';

export function validateConversion(
  conversion: CustomResourceConversion | undefined,
  path: FieldPath,
  previous: CustomResourceDefinition | undefined,
): FieldError[] {
  if (conversion === undefined) return [];
  const { strategy, webhook } = conversion;
  const errors: FieldError[] = [];
  if (strategy === '') errors.push(fieldError.required(path.child('strategy')));
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    errors.push(fieldError.notSupported(path.child('strategy'), strategy, ['None', 'Webhook']));
  }
  const config = path.child('webhookClientConfig');
  const reviews = path.child('conversionReviewVersions');
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== 'Webhook') {
    if (webhook?.clientConfig !== undefined) errors.push(fieldError.forbidden(config, NOT_WEBHOOK));
    if (versions.length > 0) errors.push(fieldError.forbidden(reviews, NOT_WEBHOOK));
    return errors;
  }
  errors.push(...validateClient(webhook?.clientConfig, config));
  errors.push(...validateBundle(webhook?.clientConfig?.caBundle, config, previous));
  return [...errors, ...validateReviewVersions(versions, reviews, knowsAny(previous))];
}

function validateClient(
  client: NonNullable<CustomResourceConversion['webhook']>['clientConfig'],
  path: FieldPath,
): FieldError[] {
  if (client === undefined) {
    return [fieldError.required(path, 'required when strategy is set to Webhook')];
  }
  const { url, service } = client;
  if ((url === undefined) === (service === undefined)) {
    return [fieldError.required(path, 'exactly one of url or service is required')];
  }
  if (url !== undefined) return validateWebhookUrl(path.child('url'), url);
  return service === undefined ? [] : validateWebhookService(path.child('service'), service);
}

/** Before a definition is established it may have any bundle; later on only a bad one may stay bad. */
function validateBundle(
  caBundle: string | undefined,
  config: FieldPath,
  previous: CustomResourceDefinition | undefined,
): FieldError[] {
  const problem = caBundle === undefined ? undefined : caBundleProblem(caBundle);
  if (problem === undefined || caBundle === undefined || previous === undefined) return [];
  const before = previous.spec.conversion?.webhook?.clientConfig?.caBundle ?? '';
  const wasBad = caBundleProblem(before) !== undefined;
  if (wasBad || !isTrue(previous.status.conditions, 'Established')) return [];
  return [fieldError.invalid(config.child('caBundle'), caBundle, problem)];
}

/** A definition that spoke no known version before need not learn one. */
function knowsAny(previous: CustomResourceDefinition | undefined): boolean {
  const versions = previous?.spec.conversion?.webhook?.conversionReviewVersions ?? [];
  return versions.length === 0 || versions.some((each) => REVIEW_VERSIONS.includes(each));
}

function validateReviewVersions(
  versions: readonly string[],
  path: FieldPath,
  mustKnowOne: boolean,
): FieldError[] {
  if (versions.length === 0) return [fieldError.required(path)];
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
  if (mustKnowOne && !versions.some((each) => REVIEW_VERSIONS.includes(each))) {
    const detail = `must include at least one of ${REVIEW_VERSIONS.join(', ')}`;
    errors.push(fieldError.invalid(path, versions, detail));
  }
  return errors;
}
