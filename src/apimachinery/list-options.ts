import { invalid } from './errors.ts';
import type { FieldError } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { queryBoolean, queryInteger, toSafeNumber } from './query.ts';
import { parseListVersion, parseReadVersion } from './resource-version.ts';
import { parseFieldSelector } from './selectors/fields.ts';
import { parseLabelSelector } from './selectors/labels.ts';

export interface SelectorTexts {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** The query of a list, a watch or a deletecollection, checked. */
export interface ListOptions extends SelectorTexts {
  /** Undefined: no limit. */
  readonly limit: number | undefined;
  readonly continueToken: string | undefined;
  readonly resourceVersion: bigint | undefined;
  readonly resourceVersionMatch: 'Exact' | 'NotOlderThan' | undefined;
  /** Undefined: the server's own. What is over before it begins is below 0. */
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  /** Defaulted for watches that start from nowhere, as WatchList has it. */
  readonly sendInitialEvents: boolean;
  /** Those who take bookmarks hear where the initial events end; not on paths with `watch/`. */
  readonly marksInitialEvents: boolean;
}

/**
 * @param verb decides what is said about a bad resourceVersion
 * @param checkSelected throws when the resource cannot be selected so; asked where that has to be
 *   said before something else is
 * @throws 400 and 422 in upstream's words and order
 */
export function parseListOptions(
  query: URLSearchParams,
  verb: 'list' | 'watch',
  checkSelected: (selectors: SelectorTexts) => void = () => checkSelectors(query),
): ListOptions {
  const timeout = queryInteger(query, 'timeoutSeconds') ?? 0n;
  const limit = queryInteger(query, 'limit') ?? 0n;
  // The paths that begin with `watch/` watch without saying so here, and count as lists.
  const watch = queryBoolean(query, 'watch') ?? false;
  const facts = watch ? watchDefaults(factsOf(query)) : factsOf(query);
  const errors = watch ? watchErrors(facts) : listErrors(facts);
  if (errors.length > 0) {
    checkSelectors(query);
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  }
  const { match } = facts;
  const selectors = {
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  };
  return {
    ...selectors,
    limit: limit > 0n ? toSafeNumber(limit) : undefined,
    continueToken: facts.continueToken || undefined,
    resourceVersion: versionOf(query, verb, () => checkSelected(selectors)),
    resourceVersionMatch: match === 'Exact' || match === 'NotOlderThan' ? match : undefined,
    timeoutSeconds: timeout === 0n ? undefined : toSafeNumber(timeout),
    allowWatchBookmarks: queryBoolean(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: facts.sendInitialEvents ?? (verb === 'watch' && startsAnywhere(facts)),
    marksInitialEvents: facts.sendInitialEvents ?? false,
  };
}

/** Selectors are read before anything else is judged. */
function checkSelectors(query: URLSearchParams): void {
  parseLabelSelector(query.get('labelSelector') ?? '');
  parseFieldSelector(query.get('fieldSelector') ?? '');
}

function versionOf(
  query: URLSearchParams,
  verb: 'list' | 'watch',
  checkSelected: () => void,
): bigint | undefined {
  const text = query.get('resourceVersion');
  try {
    return verb === 'watch' ? parseReadVersion(text) : parseListVersion(text);
  } catch (error) {
    // The storage finds it, long after the selectors were read. With a token any version is too much.
    checkSelected();
    if (verb === 'list' && (query.get('continue') ?? '') !== '') return 1n;
    throw error;
  }
}

interface Facts {
  readonly match: string;
  readonly sendInitialEvents: boolean | undefined;
  readonly version: string;
  readonly continueToken: string;
}

function factsOf(query: URLSearchParams): Facts {
  return {
    match: query.get('resourceVersionMatch') ?? '',
    sendInitialEvents: queryBoolean(query, 'sendInitialEvents'),
    version: query.get('resourceVersion') ?? '',
    continueToken: query.get('continue') ?? '',
  };
}

/** A watch that starts from nowhere begins with what there is. */
function watchDefaults(facts: Facts): Facts {
  const isSaid = facts.sendInitialEvents !== undefined || facts.match !== '';
  if (isSaid || !startsAnywhere(facts)) return facts;
  return { ...facts, sendInitialEvents: true, match: 'NotOlderThan' };
}

function startsAnywhere({ version }: Facts): boolean {
  return version === '' || version === '0';
}

const MATCH = 'resourceVersionMatch';
const INITIAL = 'sendInitialEvents';

function watchErrors({ match, sendInitialEvents, continueToken }: Facts): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(
      fieldError.forbidden(MATCH, `${INITIAL} requires setting ${MATCH} to NotOlderThan`),
    );
  }
  if (match === '') return errors;
  if (sendInitialEvents === undefined) {
    errors.push(
      fieldError.forbidden(MATCH, `${MATCH} is forbidden for watch unless ${INITIAL} is provided`),
    );
  }
  if (match !== 'NotOlderThan') {
    errors.push(fieldError.notSupported(MATCH, match, ['NotOlderThan']));
  }
  if (continueToken !== '') {
    errors.push(fieldError.forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
  }
  return errors;
}

function listErrors({ match, sendInitialEvents, version, continueToken }: Facts): FieldError[] {
  const errors: FieldError[] = [];
  if (match !== '') {
    if (version === '') {
      errors.push(
        fieldError.forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`),
      );
    }
    if (continueToken !== '') {
      errors.push(fieldError.forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(fieldError.notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && version === '0') {
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
