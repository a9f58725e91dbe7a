import { badRequest, invalid } from '../../apimachinery/errors.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import type { Attributes } from '../../auth/authorizer.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Handler, HandlerParts } from '../subresources/handler.ts';
import { itemOf, receive } from '../subresources/handler.ts';
import type { AccessReview, ResourceAttributes, ReviewSpec } from './access-validation.ts';
import { validateAccessReview } from './access-validation.ts';

/** `SelfSubjectAccessReview`, `SubjectAccessReview` and `LocalSubjectAccessReview`. */
export function accessReviewHandler(parts: HandlerParts, type: Resource): Handler {
  return {
    async create(call, produce, write) {
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: produce(),
        keepsMetadata: false,
      });
      const review = object as unknown as AccessReview;
      const errors = validateAccessReview(review, type.kind);
      // Upstream puts the kind of the decoded object here, which is empty.
      if (errors.length > 0) throw invalid({ group: type.group, kind: '' }, '', errors);
      await validate();
      const self = type.kind === 'SelfSubjectAccessReview';
      const user = self ? call.user : userOf(review.spec);
      const { allowed, reason } = parts.authorizer.authorize(attributesOf(user, review.spec));
      const status = { allowed, ...(reason === '' ? {} : { reason }) };
      return itemOf(type, { ...object, status });
    },
  };
}

/** `SelfSubjectRulesReview`: what the user may do in a namespace. */
export function rulesReviewHandler(parts: HandlerParts, type: Resource): Handler {
  return {
    async create(call, produce, write) {
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: produce(),
        keepsMetadata: false,
      });
      const { namespace = '' } = (object['spec'] ?? {}) as { namespace?: string };
      if (namespace === '') throw badRequest('no namespace on request');
      await validate();
      const rules = parts.authorizer.rulesFor(call.user, namespace);
      const { resourceRules, nonResourceRules, incomplete, evaluationError } = rules;
      const error = evaluationError === '' ? {} : { evaluationError };
      return itemOf(type, {
        metadata: {},
        spec: {},
        status: { resourceRules, nonResourceRules, incomplete, ...error },
      });
    },
  };
}

function userOf({ user = '', uid = '', groups = [], extra }: ReviewSpec): UserInfo {
  return {
    name: user,
    ...(uid === '' ? {} : { uid }),
    groups,
    ...(extra === undefined ? {} : { extra }),
  };
}

function attributesOf(
  user: UserInfo,
  { resourceAttributes, nonResourceAttributes }: ReviewSpec,
): Attributes {
  if (resourceAttributes === undefined) {
    const { verb = '', path = '' } = nonResourceAttributes ?? {};
    return { user, verb, path };
  }
  const { verb = '' } = resourceAttributes;
  return { user, verb, resource: resourceOf(resourceAttributes) };
}

function resourceOf({
  group = '',
  version = '',
  resource = '',
  subresource = '',
  namespace = '',
  name = '',
}: ResourceAttributes): NonNullable<Attributes['resource']> {
  return {
    group,
    version: version === '' ? '*' : version,
    resource,
    subresource,
    namespace,
    name,
  };
}
