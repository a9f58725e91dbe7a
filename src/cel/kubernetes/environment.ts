import { Environment, mergeFunctions } from '../environment.ts';
import { mapInsert, sets } from '../extensions/collections.ts';
import { extendedStrings } from '../extensions/strings.ts';
import { arithmetic } from '../library/arithmetic.ts';
import { comparisons } from '../library/comparison.ts';
import { conversions } from '../library/conversions.ts';
import { declare } from '../library/declaration.ts';
import { optionals } from '../library/optionals.ts';
import { strings } from '../library/strings.ts';
import { times } from '../library/times.ts';
import { addresses } from './addresses.ts';
import { authorization } from './authorization.ts';
import { namedFormats } from './formats.ts';
import { lists } from './lists.ts';
import { quantities } from './quantities.ts';
import { regexes } from './regexes.ts';
import { semvers } from './semvers.ts';
import { urls } from './urls.ts';

const functions = mergeFunctions(
  comparisons,
  arithmetic,
  conversions,
  strings,
  times,
  urls,
  regexes,
  lists,
  authorization,
  optionals,
  quantities,
  extendedStrings,
  sets,
  addresses,
  namedFormats,
  mapInsert,
  semvers,
);

/**
 * The functions that expressions of Kubernetes 1.34 may call. New expressions get only what 1.33
 * knows too, so that a cluster can be rolled back; the list functions of 1.34 are not among it.
 */
export const kubernetesEnvironment = Environment.of({ functions });

function escapeKey(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Mutating policies may also write JSON patches. */
export const mutationEnvironment = kubernetesEnvironment.extending({
  functions: [
    declare('jsonpatch.escapeKey', [
      'string_jsonpatch_escapeKey_string',
      '(string): string',
      escapeKey,
    ]),
  ],
});
