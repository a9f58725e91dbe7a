import type { FieldError, FieldPath } from './field-error.ts';
import { fieldError } from './field-error.ts';
import type { GoUrl } from './go-url.ts';
import { GoUrlError, parseGoUrl } from './go-url.ts';
import { isDns1123Subdomain, isValidPortNum } from './names.ts';

const FORM = '; desired format: https://host[/path]';
/** The URL of a webhook outside the cluster. */
export function validateWebhookUrl(path: FieldPath, url: string): FieldError[] {
  let parts: GoUrl;
  try {
    parts = parseGoUrl(url);
  } catch (error) {
    if (!(error instanceof GoUrlError)) throw error;
    return [fieldError.required(path, `url must be a valid URL: ${error.message}${FORM}`)];
  }
  const { scheme, user, host, query, fragment } = parts;
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
  if (name === '') errors.push(fieldError.required(place.child('name')));
  if (namespace === '') errors.push(fieldError.required(place.child('namespace')));
  const wrong = isValidPortNum(port);
  if (wrong.length > 0) {
    const detail = `port is not valid: ${wrong.join(', ')}`;
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
