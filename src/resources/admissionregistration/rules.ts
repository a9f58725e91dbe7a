import type { FieldError, FieldPath } from '../../apimachinery/field-error.ts';
import { fieldError } from '../../apimachinery/field-error.ts';
import type { RuleWithOperations } from '../../apimachinery/types.generated.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** Which requests a webhook or a policy is about. */
export function validateRule(rule: RuleWithOperations, path: FieldPath): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const errors: FieldError[] = [];
  const list = (name: string, values: readonly string[], others: string): void => {
    const place = path.child(name);
    if (values.length === 0) errors.push(fieldError.required(place));
    if (values.length > 1 && values.includes('*')) {
      errors.push(
        fieldError.invalid(place, values, `if '*' is present, must not specify other ${others}`),
      );
    }
  };
  list('operations', operations, 'operations');
  operations.forEach((each, index) => {
    if (OPERATIONS.includes(each)) return;
    errors.push(fieldError.notSupported(path.child('operations').index(index), each, OPERATIONS));
  });
  list('apiGroups', apiGroups, 'API groups');
  list('apiVersions', apiVersions, 'API versions');
  apiVersions.forEach((each, index) => {
    if (each === '') errors.push(fieldError.required(path.child('apiVersions').index(index)));
  });
  errors.push(...validateResources(resources, path.child('resources')));
  if (scope !== undefined && !SCOPES.includes(scope)) {
    errors.push(fieldError.notSupported(path.child('scope'), scope, SCOPES));
  }
  return errors;
}

function validateResources(resources: readonly string[], path: FieldPath): FieldError[] {
  if (resources.length === 0) return [fieldError.required(path)];
  const errors: FieldError[] = [];
  const allSubresourcesOf = new Set<string>();
  const subresourcesOfAll = new Set<string>();
  // The last plain name decides: so upstream counts.
  let hasPlain = false;
  resources.forEach((resource, index) => {
    const place = path.index(index);
    if (resource === '') {
      errors.push(fieldError.required(place));
      return;
    }
    const slash = resource.indexOf('/');
    if (slash === -1) {
      hasPlain = resource !== '*';
      return;
    }
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const refuse = (pattern: string): number =>
      errors.push(
        fieldError.invalid(
          place,
          resource,
          `if '${pattern}' is present, must not specify ${resource}`,
        ),
      );
    if (allSubresourcesOf.has(name)) refuse(`${name}/*`);
    if (subresourcesOfAll.has(sub)) refuse(`*/${sub}`);
    if (sub === '*') allSubresourcesOf.add(name);
    if (name === '*') subresourcesOfAll.add(sub);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    const detail = "if '*/*' is present, must not specify other resources";
    errors.push(fieldError.invalid(path, resources, detail));
  }
  if (resources.includes('*') && hasPlain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(fieldError.invalid(path, resources, detail));
  }
  return errors;
}
