import type { FieldError, FieldPath } from '../../../apimachinery/field-error.ts';
import { fieldError } from '../../../apimachinery/field-error.ts';
import { GoText, goJson } from '../../../apimachinery/go-print.ts';
import { isDns1035Label, isDns1123Subdomain } from '../../../apimachinery/names.ts';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
} from '../../../apimachinery/types.generated.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { someSchema } from '../../../catalog/custom/json-schema.ts';
import type { InternalSpec } from './internal-form.ts';
import { internalForm, printedVersions } from './internal-form.ts';
import type { Leniency } from './leniency.ts';
import { mustBeStructural, STRICT } from './leniency.ts';
import { validateConversion } from './validation-conversion.ts';
import { validateNames } from './validation-names.ts';
import type { VersionPlace } from './validation-version.ts';
import { validateDeprecationWarning, validateVersionParts } from './validation-version.ts';

/** @param previous in an update; what was accepted once is not refused for being old */
export function validateSpec(
  spec: CustomResourceDefinitionSpec,
  path: FieldPath,
  previous?: CustomResourceDefinition,
  leniency: Leniency = STRICT,
): FieldError[] {
  const form = internalForm(spec);
  const isStructural = mustBeStructural(spec, leniency);
  const rulesOf = (name: string): VersionPlace['rules'] => ({
    leniency,
    isStructural,
    isUnchanged: leniency.unchanged.has(name),
  });
  const { shared, versions } = form;
  const hasStatus = versions.some(
    ({ subresources }) => (subresources ?? shared.subresources)?.status !== undefined,
  );
  return [
    ...validateGroupAndScope(spec, path),
    ...missingSchemas(form, path, spec, leniency),
    ...validateWithoutPruning(spec, path),
    ...validateVersions(form, path, rulesOf),
    ...validateVersionSet(form, path),
    ...missingNames(spec, path.child('names')),
    ...validateNames(spec.names, path.child('names')),
    ...validateVersionParts(shared, {
      hasStatus,
      path,
      schema: path.child('validation'),
      isShared: true,
      rules: rulesOf(versions[0]?.name ?? ''),
    }),
    ...validateStrategy(spec, path.child('conversion', 'strategy')),
    ...validateConversion(spec.conversion, path.child('conversion'), previous),
  ];
}

function validateGroupAndScope(
  { group, scope }: CustomResourceDefinitionSpec,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = group === '' ? [] : isDns1123Subdomain(group);
  if (group === '') errors.push(fieldError.required(path.child('group')));
  else if (wrong.length > 0) {
    errors.push(fieldError.invalid(path.child('group'), group, wrong.join(',')));
  } else if (!group.includes('.')) {
    const detail = 'should be a domain with at least one dot';
    errors.push(fieldError.invalid(path.child('group'), group, detail));
  }
  if (scope === '') errors.push(fieldError.required(path.child('scope')));
  else if (scope !== 'Cluster' && scope !== 'Namespaced') {
    errors.push(fieldError.notSupported(path.child('scope'), scope, ['Cluster', 'Namespaced']));
  }
  return errors;
}

function missingSchemas(
  { shared, versions }: InternalSpec,
  path: FieldPath,
  { preserveUnknownFields }: CustomResourceDefinitionSpec,
  { mayLackSchemas }: Leniency,
): FieldError[] {
  if (shared.schema?.openAPIV3Schema !== undefined) return [];
  if (mayLackSchemas && preserveUnknownFields === true) return [];
  return versions.flatMap(({ schema, served }, index) => {
    if (schema?.openAPIV3Schema !== undefined || (mayLackSchemas && !served)) return [];
    const place = path.child('versions').index(index).child('schema', 'openAPIV3Schema');
    const why = mayLackSchemas ? 'because otherwise all fields are pruned' : undefined;
    return [fieldError.required(place, why)];
  });
}

/** Where unknown fields are kept, nothing is known of what is missing. */
function validateWithoutPruning(spec: CustomResourceDefinitionSpec, path: FieldPath): FieldError[] {
  if (spec.preserveUnknownFields !== true) return [];
  const hasDefaults = (spec.versions ?? []).some(
    ({ schema }) =>
      schema?.openAPIV3Schema !== undefined &&
      someSchema(schema.openAPIV3Schema as JsonSchema, (each) => each.default !== undefined),
  );
  if (!hasDefaults) return [];
  const detail = 'must be false in order to use defaults in the schema';
  return [fieldError.invalid(path.child('preserveUnknownFields'), true, detail)];
}

function validateStrategy(
  { conversion, preserveUnknownFields }: CustomResourceDefinitionSpec,
  path: FieldPath,
): FieldError[] {
  const { strategy = 'None' } = conversion ?? {};
  if (strategy === 'None' || preserveUnknownFields !== true) return [];
  return [fieldError.invalid(path, strategy, 'must be None if spec.preserveUnknownFields is true')];
}

function validateVersions(
  { shared, versions }: InternalSpec,
  path: FieldPath,
  rulesOf: (name: string) => VersionPlace['rules'],
): FieldError[] {
  const perVersion = versions.some(({ subresources }) => subresources !== undefined);
  return versions.flatMap((version, index) => {
    const place = path.child('versions').index(index);
    const wrong = isDns1035Label(version.name);
    const subresources = perVersion ? version.subresources : shared.subresources;
    return [
      ...(wrong.length === 0
        ? []
        : [fieldError.invalid(place.child('name'), version.name, wrong.join(','))]),
      ...validateDeprecationWarning(version, place.child('deprecationWarning')),
      ...validateVersionParts(version, {
        hasStatus: subresources?.status !== undefined,
        path: place,
        schema: place.child('schema'),
        isShared: false,
        rules: rulesOf(version.name),
      }),
    ];
  });
}

function validateVersionSet(form: InternalSpec, path: FieldPath): FieldError[] {
  const { versions } = form;
  const errors: FieldError[] = [];
  const refuse = (detail: string): void => {
    const printed = new GoText(goJson(printedVersions(form)));
    errors.push(fieldError.invalid(path.child('versions'), printed, detail));
  };
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    refuse('must contain unique version names');
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    refuse('must have exactly one version marked as storage version');
  }
  // The first version also stands in a field that only older clients know.
  const [first] = versions;
  const wrong = first === undefined || first.name === '' ? [] : isDns1035Label(first.name);
  if (first !== undefined && wrong.length > 0) {
    errors.push(fieldError.invalid(path.child('version'), first.name, wrong.join(',')));
  }
  return errors;
}

function missingNames({ names }: CustomResourceDefinitionSpec, path: FieldPath): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((key) => !names[key])
    .map((key) => fieldError.required(path.child(key)));
}
