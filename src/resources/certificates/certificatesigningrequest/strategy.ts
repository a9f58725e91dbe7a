import { formatTime } from '../../../apimachinery/meta.ts';
import { isPathSegmentName } from '../../../apimachinery/names.ts';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../../apimachinery/types.generated.ts';
import type { Strategy, StrategyContext } from '../../../registry/definition.ts';
import { conditionsOf, validate, validateUpdate } from './validation.ts';

type Condition = CertificateSigningRequestCondition;

export const strategy: Strategy<CertificateSigningRequest> = {
  // Requests may be called anything; names only have to fit into a path.
  validateName: isPathSegmentName,

  prepareForCreate(next, { requester }) {
    // Whom a certificate is for must not be up to the request.
    delete next.spec.username;
    delete next.spec.uid;
    delete next.spec.groups;
    delete next.spec.extra;
    if (requester !== undefined) {
      const { name, uid = '', groups, extra = {} } = requester;
      next.spec.username = name;
      if (uid !== '') next.spec.uid = uid;
      next.spec.groups = [...groups];
      const entries = Object.entries(extra).map(([key, values]): [string, string[]] => [
        key,
        [...values],
      ]);
      if (entries.length > 0) next.spec.extra = Object.fromEntries(entries);
    }
    next.status = {};
  },

  validate: (next) => validate(next),

  prepareForUpdate(next, previous) {
    next.spec = previous.spec;
    next.status = previous.status;
  },

  validateUpdate: (next, previous) =>
    validateUpdate(next, previous, { approval: false, certificate: false }),

  subresources: {
    status: {
      prepareForUpdate(next, previous, context) {
        next.spec = previous.spec;
        next.status ??= {};
        for (const type of ['Approved', 'Denied']) keepDecision(next, previous, type);
        stampConditions(next, previous, context);
      },
      validateUpdate: (next, previous) =>
        validateUpdate(next, previous, { approval: false, certificate: true }),
    },
    approval: {
      prepareForUpdate(next, previous, context) {
        next.status ??= {};
        stampConditions(next, previous, context);
        const { conditions } = next.status;
        next.spec = previous.spec;
        next.status = { ...previous.status };
        if (conditions === undefined) delete next.status.conditions;
        else next.status.conditions = conditions;
      },
      validateUpdate: (next, previous) =>
        validateUpdate(next, previous, { approval: true, certificate: false }),
    },
  },
};

/** A signer that only leaves something out of a decision does not mean to change it. */
function keepDecision(
  next: CertificateSigningRequest,
  previous: CertificateSigningRequest,
  type: string,
): void {
  const { conditions = [] } = next.status;
  const old = conditionsOf(previous).filter((each) => each.type === type);
  const places = conditions.flatMap((each, index) => (each.type === type ? [index] : []));
  // As many as before, or validation has something to say.
  if (places.length !== old.length) return;
  for (const [nth, place] of places.entries()) {
    const kept = old[nth];
    if (kept !== undefined) conditions[place] = { ...kept };
  }
}

function stampConditions(
  next: CertificateSigningRequest,
  previous: CertificateSigningRequest,
  { now }: StrategyContext,
): void {
  const stamp = formatTime(now);
  for (const condition of next.status.conditions ?? []) {
    condition.lastUpdateTime ??= stamp;
    condition.lastTransitionTime ??= transitionOf(condition, previous) ?? stamp;
  }
}

function transitionOf(
  { type, status }: Condition,
  previous: CertificateSigningRequest,
): string | undefined {
  return conditionsOf(previous).find(
    (each) => each.lastTransitionTime !== undefined && each.type === type && each.status === status,
  )?.lastTransitionTime;
}
