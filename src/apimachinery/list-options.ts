import { invalid } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { queryBoolean, queryInteger, toSafeNumber } from './query.ts';
import { parseListVersion, parseReadVersion } from './resource-version.ts';

/** The query of a list, a watch or a deletecollection, checked. */
export interface ListOptions {
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  /** Undefined: no limit. */
  readonly limit: number | undefined;
  readonly continueToken: string | undefined;
  readonly resourceVersion: bigint | undefined;
  readonly resourceVersionMatch: 'Exact' | 'NotOlderThan' | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  /** Defaulted for watches that start from nowhere, as WatchList has it. */
  readonly sendInitialEvents: boolean;
}

/** @throws 400 and 422 in upstream's words and order */
export function parseListOptions(query: URLSearchParams, verb: 'list' | 'watch'): ListOptions {
  const limit = queryInteger(query, 'limit') ?? 0n;
  const timeout = queryInteger(query, 'timeoutSeconds');
  const match = query.get('resourceVersionMatch') ?? '';
  const sendInitialEvents = queryBoolean(query, 'sendInitialEvents');
  const versionText = query.get('resourceVersion');
  const facts = { match, sendInitialEvents, versionText: versionText ?? '', query };
  const errors = verb === 'watch' ? watchErrors(facts) : listErrors(facts);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  const version = verb === 'watch' ? parseReadVersion(versionText) : parseListVersion(versionText);
  return {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
    limit: limit > 0n ? toSafeNumber(limit) : undefined,
    continueToken: query.get('continue') ?? undefined,
    resourceVersion: version,
    resourceVersionMatch: match === 'Exact' || match === 'NotOlderThan' ? match : undefined,
    timeoutSeconds: timeout !== undefined && timeout > 0n ? toSafeNumber(timeout) : undefined,
    allowWatchBookmarks: queryBoolean(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: sendInitialEvents ?? (version === undefined || version === 0n),
  };
}

interface Facts {
  readonly match: string;
  readonly sendInitialEvents: boolean | undefined;
  readonly versionText: string;
  readonly query: URLSearchParams;
}

const MATCH = 'resourceVersionMatch';
const INITIAL = 'sendInitialEvents';

function watchErrors({ match, sendInitialEvents, query }: Facts): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents === undefined) {
    if (match !== '') {
      errors.push(
        fieldError.forbidden(
          MATCH,
          `${MATCH} is forbidden for watch unless ${INITIAL} is provided`,
        ),
      );
    }
  } else if (match !== 'NotOlderThan') {
    errors.push(
      fieldError.forbidden(MATCH, `${INITIAL} requires setting ${MATCH} to NotOlderThan`),
    );
  }
  if (match !== '' && match !== 'NotOlderThan') {
    errors.push(fieldError.notSupported(MATCH, match, ['NotOlderThan']));
  }
  if (match !== '' && (query.get('continue') ?? '') !== '') {
    errors.push(fieldError.forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
  }
  return errors;
}

function listErrors({ match, sendInitialEvents, versionText, query }: Facts): FieldError[] {
  const errors: FieldError[] = [];
  if (match !== '') {
    if (versionText === '') {
      errors.push(
        fieldError.forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`),
      );
    }
    if ((query.get('continue') ?? '') !== '') {
      errors.push(fieldError.forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(fieldError.notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && versionText === '0') {
      errors.push(
        fieldError.forbidden(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`),
      );
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(fieldError.forbidden(INITIAL, `${INITIAL} is forbidden for list`));
  }
  return errors;
}
