import type { ApiError } from '../apimachinery/errors.ts';
import { forbidden } from '../apimachinery/errors.ts';
import { quote } from '../apimachinery/go-print.ts';
import type { Attributes, Decision } from './authorizer.ts';

/** The 403 of a request that the authorizer does not allow, in upstream's words. */
export function refusal(attributes: Attributes, decision: Decision): ApiError {
  const user = `User ${quote(attributes.user.name)}`;
  const reason = decision.reason === '' ? '' : `: ${decision.reason}`;
  const { resource } = attributes;
  if (resource === undefined) {
    const text = `${user} cannot ${attributes.verb} path ${quote(attributes.path ?? '')}${reason}`;
    return forbidden({ group: '', resource: '' }, '', escapeHtmlText(text));
  }
  const name =
    resource.subresource === ''
      ? resource.resource
      : `${resource.resource}/${resource.subresource}`;
  const scope =
    resource.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace ${quote(resource.namespace)}`;
  const text =
    `${user} cannot ${attributes.verb} resource ${quote(name)} in API group ` +
    `${quote(resource.group)} ${scope}${reason}`;
  return forbidden(
    { group: resource.group, resource: resource.resource },
    resource.name,
    escapeHtmlText(text),
  );
}

/** Upstream escapes the text of a refusal, because browsers show it. */
function escapeHtmlText(text: string): string {
  return text.replace(/[<>&]/g, (char) => HTML[char] ?? char);
}

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
