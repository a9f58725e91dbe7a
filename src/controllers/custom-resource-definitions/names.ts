import { isDeepStrictEqual } from 'node:util';
import { quote } from '../../apimachinery/go-print.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionStatus,
} from '../../apimachinery/types.generated.ts';
import {
  isTrue,
  withCondition,
} from '../../resources/apiextensions/customresourcedefinition/conditions.ts';

/**
 * The status after the names were looked at: names that another definition of the group has
 * accepted are refused, all others are accepted, and with all of them the definition may be
 * established. Undefined: nothing changes.
 * @param others the other definitions of the group
 */
export function acceptNames(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): CustomResourceDefinitionStatus | undefined {
  const { spec, status } = definition;
  if (isDeepStrictEqual(spec.names, status.acceptedNames)) return undefined;
  const { names, refusal } = chooseNames(spec.names, status.acceptedNames, namesInUse(others));
  const accepted = refusal === undefined;
  const condition = {
    type: 'NamesAccepted',
    status: accepted ? 'True' : 'False',
    ...(refusal ?? { reason: 'NoConflicts', message: 'no conflicts found' }),
  };
  const before = (status.conditions ?? []).find(({ type }) => type === 'NamesAccepted');
  const isSame =
    before?.status === condition.status &&
    before.reason === condition.reason &&
    before.message === condition.message;
  if (isSame && isDeepStrictEqual(names, status.acceptedNames)) return undefined;
  let conditions = withCondition(status.conditions, condition, now);
  if (!isTrue(conditions, 'Established')) {
    const established = accepted
      ? { reason: 'Installing', message: 'the initial names have been accepted' }
      : { reason: 'NotAccepted', message: 'not all names are accepted' };
    const known = conditions.some(({ type }) => type === 'Established');
    if (accepted || !known) {
      const next = { type: 'Established', status: 'False', ...established };
      conditions = withCondition(conditions, next, now);
    }
  }
  return { ...status, acceptedNames: names, conditions };
}

interface NamesInUse {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function namesInUse(others: readonly CustomResourceDefinition[]): NamesInUse {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { status } of others) {
    const { plural, singular = '', shortNames = [], kind, listKind = '' } = status.acceptedNames;
    for (const name of [plural, singular, ...shortNames]) resources.add(name);
    for (const name of [kind, listKind]) kinds.add(name);
  }
  return { resources, kinds };
}

interface Refusal {
  readonly reason: string;
  readonly message: string;
}

function chooseNames(
  wanted: CustomResourceDefinitionNames,
  accepted: CustomResourceDefinitionNames,
  inUse: NamesInUse,
): { names: CustomResourceDefinitionNames; refusal: Refusal | undefined } {
  const names: CustomResourceDefinitionNames = { ...accepted };
  let refusal: Refusal | undefined;
  const choose = (
    key: 'plural' | 'singular' | 'kind' | 'listKind',
    taken: ReadonlySet<string>,
    reason: string,
  ): void => {
    const name = wanted[key] ?? '';
    if (name !== (accepted[key] ?? '') && taken.has(name)) {
      refusal = { reason, message: `${quote(name)} is already in use` };
    } else names[key] = name;
  };
  choose('plural', inUse.resources, 'PluralConflict');
  choose('singular', inUse.resources, 'SingularConflict');
  const own = new Set(accepted.shortNames ?? []);
  const lost = (wanted.shortNames ?? []).filter(
    (each) => !own.has(each) && inUse.resources.has(each),
  );
  if (lost.length > 0) {
    const texts = [...new Set(lost)].map((each) => `${quote(each)} is already in use`);
    const message = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
    refusal = { reason: 'ShortNamesConflict', message };
  } else if (wanted.shortNames === undefined) delete names.shortNames;
  else names.shortNames = wanted.shortNames;
  choose('kind', inUse.kinds, 'KindConflict');
  choose('listKind', inUse.kinds, 'ListKindConflict');
  if (wanted.categories === undefined) delete names.categories;
  else names.categories = wanted.categories;
  return { names, refusal };
}
