import { badRequest } from '../../apimachinery/errors.ts';
import { formatTime } from '../../apimachinery/meta.ts';
import type { UserInfo } from '../../apimachinery/user.ts';
import type { Authenticator } from '../../auth/authenticator.ts';
import { API_AUDIENCES } from '../../auth/authenticator.ts';
import type { Resource } from '../../catalog/catalog.ts';
import type { Handler, HandlerParts } from '../subresources/handler.ts';
import { itemOf, receive } from '../subresources/handler.ts';

/** `SelfSubjectReview`: who am I. */
export function selfReviewHandler(parts: HandlerParts, type: Resource): Handler {
  return {
    async create(call, produce, write) {
      const object = produce();
      const { validate } = await receive(parts, call, write, {
        type,
        object,
        keepsMetadata: false,
      });
      await validate();
      return itemOf(type, {
        metadata: { creationTimestamp: formatTime(parts.clock.now()) },
        status: { userInfo: shown(call.user) },
      });
    },
  };
}

/** `TokenReview`: whose token is this, and for whom is it meant. */
export function tokenReviewHandler(
  parts: HandlerParts,
  type: Resource,
  authenticator: Authenticator,
): Handler {
  return {
    async create(call, produce, write) {
      const { object, validate } = await receive(parts, call, write, {
        type,
        object: produce(),
        keepsMetadata: false,
      });
      const { token = '', audiences = [] } = (object['spec'] ?? {}) as {
        token?: string;
        audiences?: string[];
      };
      if (token === '') throw badRequest('token is required for TokenReview in authentication');
      await validate();
      const wanted = audiences.length === 0 ? API_AUDIENCES : audiences;
      const found = await authenticator.review(token, wanted);
      const status =
        'error' in found
          ? { user: {}, error: found.error }
          : { authenticated: true, user: shown(found.user), audiences: found.audiences };
      return itemOf(type, { ...object, status });
    },
  };
}

function shown({ name, uid, groups, extra }: UserInfo): object {
  return { username: name, uid, groups, extra };
}
