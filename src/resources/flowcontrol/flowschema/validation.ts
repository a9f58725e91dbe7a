import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { nameIsDnsLabel, nameIsDnsSubdomain } from '../../../apimachinery/names.ts';
import { semanticEqual } from '../../../apimachinery/semantic-equal.ts';
import type {
  FlowcontrolV1Subject,
  FlowSchema,
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
} from '../../../apimachinery/types.generated.ts';
import { builtInSchemas, mandatorySpec } from '../built-in.ts';
import { conditionErrors } from '../conditions.ts';
import { FLOW_CONTROL_TYPES } from '../internal-types.ts';

const SPEC = FieldPath.of('spec');
const PRECEDENCE_MAX = 10_000;
const DISTINGUISHERS = ['ByNamespace', 'ByUser'];
const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'proxy',
  'update',
  'watch',
];

export function validate({ metadata, spec, status }: FlowSchema): FieldError[] {
  const { name = '' } = metadata;
  const errors = specErrors(name, spec);
  const mandatory = mandatorySpec(builtInSchemas, name);
  if (mandatory !== undefined && !semanticEqual(spec, mandatory)) {
    const detail = `spec of '${name}' must equal the fixed value`;
    const shown = FLOW_CONTROL_TYPES.text('FlowSchemaSpec', spec);
    errors.push(fieldError.invalid(SPEC, shown, detail));
  }
  return [...errors, ...conditionErrors(status?.conditions)];
}

function specErrors(
  name: string,
  { matchingPrecedence: precedence, distinguisherMethod, ...spec }: FlowSchemaSpec,
): FieldError[] {
  const errors: FieldError[] = [];
  const path = SPEC.child('matchingPrecedence');
  if (precedence <= 0) {
    errors.push(fieldError.invalid(path, precedence, 'must be a positive value'));
  }
  if (precedence > PRECEDENCE_MAX) {
    errors.push(fieldError.invalid(path, precedence, `must not be greater than ${PRECEDENCE_MAX}`));
  }
  if (precedence === 1 && name !== 'exempt') {
    const detail = "only the schema named 'exempt' may have matchingPrecedence 1";
    errors.push(fieldError.invalid(path, precedence, detail));
  }
  if (distinguisherMethod !== undefined && !DISTINGUISHERS.includes(distinguisherMethod.type)) {
    const shown = FLOW_CONTROL_TYPES.text('Distinguisher', distinguisherMethod);
    const type = SPEC.child('distinguisherMethod', 'type');
    errors.push(fieldError.notSupported(type, shown, DISTINGUISHERS));
  }
  const level = SPEC.child('priorityLevelConfiguration', 'name');
  const { name: levelName } = spec.priorityLevelConfiguration;
  if (levelName === '') errors.push(fieldError.required(level, 'must reference a priority level'));
  else errors.push(...invalidEach(level, levelName, nameIsDnsSubdomain(levelName, false)));
  for (const [index, rules] of (spec.rules ?? []).entries()) {
    errors.push(...rulesErrors(rules, SPEC.child('rules').index(index)));
  }
  return errors;
}

function rulesErrors(
  { subjects, resourceRules, nonResourceRules }: PolicyRulesWithSubjects,
  path: FieldPath,
): FieldError[] {
  const errors = (subjects ?? []).flatMap((subject, index) =>
    subjectErrors(subject, path.child('subjects').index(index)),
  );
  if (errors.length === 0 && (subjects ?? []).length === 0) {
    const detail = 'subjects must contain at least one value';
    errors.push(fieldError.required(path.child('subjects'), detail));
  }
  if ((resourceRules ?? []).length === 0 && (nonResourceRules ?? []).length === 0) {
    const detail = 'at least one of resourceRules and nonResourceRules has to be non-empty';
    errors.push(fieldError.required(path, detail));
  }
  for (const [index, rule] of (resourceRules ?? []).entries()) {
    errors.push(...resourceErrors(rule, path.child('resourceRules').index(index)));
  }
  for (const [index, rule] of (nonResourceRules ?? []).entries()) {
    errors.push(...nonResourceErrors(rule, path.child('nonResourceRules').index(index)));
  }
  return errors;
}

const MEMBERS = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;

function subjectErrors(subject: FlowcontrolV1Subject, path: FieldPath): FieldError[] {
  const { kind } = subject;
  if (kind !== 'ServiceAccount' && kind !== 'User' && kind !== 'Group') {
    const kinds = ['Group', 'ServiceAccount', 'User'];
    return [fieldError.notSupported(path.child('kind'), kind ?? '', kinds)];
  }
  const own = MEMBERS[kind];
  const errors: FieldError[] = [];
  const named = subject[own];
  if (named === undefined) {
    const detail = `${own} is required when subject kind is '${kind}'`;
    errors.push(fieldError.required(path.child(own), detail));
  } else if (own === 'serviceAccount') {
    errors.push(...accountErrors(subject.serviceAccount, path.child(own)));
  } else if (!named.name) errors.push(fieldError.required(path.child(own, 'name')));
  for (const [other, member] of FORBIDDEN_ORDER[kind]) {
    if (subject[member] === undefined) continue;
    const detail = `${member} is forbidden when subject kind is not '${other}'`;
    errors.push(fieldError.forbidden(path.child(member), detail));
  }
  return errors;
}

type Member = 'serviceAccount' | 'user' | 'group';

/** In which order upstream looks at what a subject must not have. */
const FORBIDDEN_ORDER: Readonly<
  Record<'ServiceAccount' | 'User' | 'Group', readonly (readonly [string, Member])[]>
> = {
  ServiceAccount: [
    ['User', 'user'],
    ['Group', 'group'],
  ],
  User: [
    ['ServiceAccount', 'serviceAccount'],
    ['Group', 'group'],
  ],
  Group: [
    ['ServiceAccount', 'serviceAccount'],
    ['User', 'user'],
  ],
};

function accountErrors(
  { name = '', namespace = '' }: { name?: string; namespace?: string } = {},
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(fieldError.required(path.child('name')));
  else if (name !== '*') {
    errors.push(...invalidEach(path.child('name'), name, nameIsDnsSubdomain(name, false)));
  }
  const place = path.child('namespace');
  if (namespace === '') {
    errors.push(fieldError.required(place, 'must specify namespace for service account'));
  } else errors.push(...invalidEach(place, namespace, nameIsDnsLabel(namespace, false)));
  return errors;
}

function verbErrors(verbs: readonly string[], path: FieldPath): FieldError[] {
  if (verbs.length === 0) {
    return [fieldError.required(path, 'verbs must contain at least one value')];
  }
  if (verbs.includes('*')) return starErrors(verbs, path, 'verbs');
  if (verbs.every((verb) => VERBS.includes(verb))) return [];
  return [fieldError.notSupported(path, verbs, VERBS)];
}

function starErrors(values: readonly string[], path: FieldPath, what: string): FieldError[] {
  if (values.length === 1 || !values.includes('*')) return [];
  return [fieldError.invalid(path, values, `if '*' is present, must not specify other ${what}`)];
}

function resourceErrors(rule: ResourcePolicyRule, path: FieldPath): FieldError[] {
  const errors = verbErrors(rule.verbs ?? [], path.child('verbs'));
  const apiGroups = rule.apiGroups ?? [];
  if (apiGroups.length === 0) {
    const detail = 'resource rules must supply at least one api group';
    errors.push(fieldError.required(path.child('apiGroups'), detail));
  } else errors.push(...starErrors(apiGroups, path.child('apiGroups'), 'api groups'));
  const resources = rule.resources ?? [];
  if (resources.length === 0) {
    const detail = 'resource rules must supply at least one resource';
    errors.push(fieldError.required(path.child('resources'), detail));
  } else errors.push(...starErrors(resources, path.child('resources'), 'resources'));
  const namespaces = rule.namespaces ?? [];
  const place = path.child('namespaces');
  if (namespaces.length === 0 && rule.clusterScope !== true) {
    const detail = 'resource rules that are not cluster scoped must supply at least one namespace';
    errors.push(fieldError.required(place, detail));
  } else if (namespaces.includes('*')) errors.push(...starErrors(namespaces, place, 'namespaces'));
  else {
    for (const [index, namespace] of namespaces.entries()) {
      const messages = nameIsDnsLabel(namespace, false).map(
        (message) => `each member of this list must be '*' or a DNS-1123 label; ${message}`,
      );
      errors.push(...invalidEach(place.index(index), namespace, messages));
    }
  }
  return errors;
}

function nonResourceErrors(rule: NonResourcePolicyRule, path: FieldPath): FieldError[] {
  const errors = verbErrors(rule.verbs ?? [], path.child('verbs'));
  const urls = rule.nonResourceURLs ?? [];
  const place = path.child('nonResourceURLs');
  if (urls.length === 0) {
    const detail = 'nonResourceURLs must contain at least one value';
    return [...errors, fieldError.required(place, detail)];
  }
  if (urls.includes('*')) return [...errors, ...starErrors(urls, place, 'non-resource URLs')];
  for (const [index, url] of urls.entries()) {
    const problem = urlProblem(url);
    if (problem !== undefined) errors.push(fieldError.invalid(place.index(index), url, problem));
  }
  return errors;
}

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const star = url.indexOf('*');
  if (star !== -1 && (star < url.length - 1 || !url.endsWith('/*'))) {
    return 'wildcard can only do suffix matching';
  }
  return undefined;
}
