import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError, invalidEach } from '../../../apimachinery/field-error.ts';
import { parseIpSloppy } from '../../../apimachinery/ip.ts';
import {
  isDns1123Subdomain,
  isWildcardDns1123Subdomain,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../../../apimachinery/names.ts';
import type {
  HTTPIngressPath,
  Ingress,
  IngressRule,
  IngressTLS,
} from '../../../apimachinery/types.generated.ts';
import { validateBackend } from './backend.ts';
import { CLASS_ANNOTATION } from './class-annotation.ts';

const SPEC = FieldPath.of('spec');
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const REFUSED_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const REFUSED_ENDS = ['/..', '/.'];

/** What stays allowed because the stored object has it already. */
interface Tolerated {
  readonly secretNames: boolean;
  readonly wildcardRules: boolean;
  readonly serviceNames: boolean;
}

const NOTHING: Tolerated = { secretNames: false, wildcardRules: false, serviceNames: false };

export function validate(ingress: Ingress): FieldError[] {
  const errors = validateSpec(ingress, NOTHING);
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const name = ingress.spec.ingressClassName;
  if (annotation !== undefined && name !== undefined && annotation !== name) {
    const detail = 'must match `ingressClassName` when both are specified';
    errors.push(fieldError.invalid(`annotations.${CLASS_ANNOTATION}`, annotation, detail));
  }
  return errors;
}

export function validateUpdate(ingress: Ingress, previous: Ingress): FieldError[] {
  return validateSpec(ingress, {
    secretNames: (previous.spec.tls ?? []).some((tls) => secretNameErrors(tls).length > 0),
    wildcardRules: (previous.spec.rules ?? []).some(
      (rule) => rule.host?.includes('*') && validateRuleValue(rule, SPEC, NOTHING).length > 0,
    ),
    serviceNames: (previous.spec.rules ?? []).some(hasRelaxedServiceName),
  });
}

/** Service names were allowed to begin with a digit under a feature that may have been on. */
function hasRelaxedServiceName({ http }: IngressRule): boolean {
  return (http?.paths ?? []).some(({ backend }) => {
    const name = backend.service?.name;
    if (name === undefined) return false;
    return nameIsDnsLabel(name, false).length === 0 && nameIsDns1035Label(name, false).length > 0;
  });
}

function validateSpec({ spec }: Ingress, tolerated: Tolerated): FieldError[] {
  const rules = spec.rules ?? [];
  const errors: FieldError[] = [];
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    const detail = 'either `defaultBackend` or `rules` must be specified';
    errors.push(fieldError.invalid(SPEC, spec.rules, detail));
  }
  if (spec.defaultBackend !== undefined) {
    const path = SPEC.child('defaultBackend');
    errors.push(...validateBackend(spec.defaultBackend, path, tolerated.serviceNames));
  }
  for (const [i, rule] of rules.entries()) {
    errors.push(...validateRule(rule, SPEC.child('rules').index(i), tolerated));
  }
  for (const [i, tls] of (spec.tls ?? []).entries()) {
    errors.push(...validateTls(tls, SPEC.child('tls').index(i), tolerated));
  }
  const name = spec.ingressClassName;
  if (name !== undefined) {
    errors.push(
      ...invalidEach(SPEC.child('ingressClassName'), name, nameIsDnsSubdomain(name, false)),
    );
  }
  return errors;
}

function validateRule(rule: IngressRule, path: FieldPath, tolerated: Tolerated): FieldError[] {
  const host = rule.host ?? '';
  const errors: FieldError[] = [];
  if (host !== '') {
    if (parseIpSloppy(host) !== undefined) {
      const detail = 'must be a DNS name, not an IP address';
      errors.push(fieldError.invalid(path.child('host'), host, detail));
    }
    errors.push(...invalidEach(path.child('host'), host, hostErrors(host)));
  }
  if (host.includes('*') && tolerated.wildcardRules) return errors;
  return [...errors, ...validateRuleValue(rule, path, tolerated)];
}

function hostErrors(host: string): string[] {
  return host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
}

function validateRuleValue(
  { http }: IngressRule,
  path: FieldPath,
  tolerated: Tolerated,
): FieldError[] {
  if (http === undefined) return [];
  const at = path.child('http', 'paths');
  // A missing list is null in the canonical form of an object.
  const paths = http.paths ?? [];
  if (paths.length === 0) return [fieldError.required(at)];
  return paths.flatMap((each, i) => validatePath(each, at.index(i), tolerated));
}

function validatePath(each: HTTPIngressPath, at: FieldPath, tolerated: Tolerated): FieldError[] {
  const { path = '', backend } = each;
  // A missing type is null in the canonical form of an object.
  const pathType = each.pathType ?? undefined;
  if (pathType === undefined) {
    return [fieldError.required(at.child('pathType'), 'pathType must be specified')];
  }
  const refused: string[] = [];
  const strict = pathType === 'Exact' || pathType === 'Prefix';
  if (PATH_TYPES.includes(pathType) && !path.startsWith('/') && (strict || path !== '')) {
    refused.push('must be an absolute path');
  }
  if (strict) {
    for (const text of REFUSED_SEQUENCES) {
      if (path.includes(text)) refused.push(`must not contain '${text}'`);
    }
    for (const text of REFUSED_ENDS) {
      if (path.endsWith(text)) refused.push(`cannot end with '${text}'`);
    }
  }
  return [
    ...invalidEach(at.child('path'), path, refused),
    ...(PATH_TYPES.includes(pathType)
      ? []
      : [fieldError.notSupported(at.child('pathType'), pathType, PATH_TYPES)]),
    ...validateBackend(backend, at.child('backend'), tolerated.serviceNames),
  ];
}

function validateTls(tls: IngressTLS, path: FieldPath, tolerated: Tolerated): FieldError[] {
  const hosts = (tls.hosts ?? []).flatMap((host, i) =>
    invalidEach(path.child('hosts').index(i), host, hostErrors(host)),
  );
  if (tolerated.secretNames) return hosts;
  return [
    ...hosts,
    ...invalidEach(path.child('secretName'), tls.secretName, secretNameErrors(tls)),
  ];
}

function secretNameErrors({ secretName }: IngressTLS): string[] {
  return secretName ? nameIsDnsSubdomain(secretName, false) : [];
}
