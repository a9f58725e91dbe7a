import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import { isDns1123Subdomain, isValidPortNum } from './names.ts';

const FORM = '; desired format: https://host[/path]';
const URL_PARTS =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s;

/** The URL of a webhook outside the cluster. */
export function validateWebhookUrl(path: FieldPath, url: string): FieldError[] {
  const parts = URL_PARTS.exec(url);
  if (parts === null) {
    return [fieldError.invalid(path, url, `url must be a valid URL: parse ${url}${FORM}`)];
  }
  const [, scheme = '', user, host = '', query = '', fragment = ''] = parts;
  const errors: FieldError[] = [];
  const refuse = (value: string, detail: string): number =>
    errors.push(fieldError.invalid(path, value, detail));
  if (scheme !== 'https') refuse(scheme, `'https' is the only allowed URL scheme${FORM}`);
  if (host === '') refuse(host, `host must be specified${FORM}`);
  if (user !== undefined) refuse(user, 'user information is not permitted in the URL');
  if (fragment !== '') refuse(fragment, 'fragments are not permitted in the URL');
  if (query !== '') refuse(query, 'query parameters are not permitted in the URL');
  return errors;
}

export interface WebhookService {
  readonly name: string;
  readonly namespace: string;
  readonly path?: string;
  readonly port?: number;
}

/** The Service of a webhook inside the cluster. */
export function validateWebhookService(
  place: FieldPath,
  { name, namespace, path = '', port = 443 }: WebhookService,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '')
    errors.push(fieldError.required(place.child('name'), 'service name is required'));
  if (namespace === '') {
    errors.push(fieldError.required(place.child('namespace'), 'service namespace is required'));
  }
  const wrong = isValidPortNum(port);
  if (wrong.length > 0) {
    const detail = `port is not valid: ${wrong.join(',')}`;
    errors.push(fieldError.invalid(place.child('port'), port, detail));
  }
  return [...errors, ...pathErrors(place.child('path'), path)];
}

function pathErrors(place: FieldPath, path: string): FieldError[] {
  if (path === '' || path === '/') return [];
  const refuse = (detail: string): FieldError => fieldError.invalid(place, path, detail);
  if (path === '//') return [refuse('segment[0] may not be empty')];
  const errors = path.startsWith('/') ? [] : [refuse("must start with a '/'")];
  path
    .slice(1)
    .replace(/\/$/, '')
    .split('/')
    .forEach((step, index) => {
      if (step === '') errors.push(refuse(`segment[${index}] may not be empty`));
      else {
        for (const why of isDns1123Subdomain(step))
          errors.push(refuse(`segment[${index}]: ${why}`));
      }
    });
  return errors;
}
