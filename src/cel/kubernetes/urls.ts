import type { FunctionDeclaration } from '../library/declaration.ts';
import { declare } from '../library/declaration.ts';
import { struct } from '../types/type.ts';
import { ArrayList } from '../values/list.ts';
import { EntryMap } from '../values/map.ts';
import type { Value } from '../values/value.ts';
import { CelError, CelOpaque } from '../values/value.ts';
import type { GoUrl } from './go-url.ts';
import {
  GoUrlError,
  hostnameOf,
  isRequestUri,
  parseRequestUri,
  portOfUrl,
  queryOf,
} from './go-url.ts';

const URL_TYPE = struct('kubernetes.URL');

class UrlValue extends CelOpaque {
  readonly type = URL_TYPE;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  override equals(other: Value): boolean {
    return other instanceof UrlValue && this.url.text === other.url.text;
  }
}

function parse(text: string): UrlValue {
  try {
    return new UrlValue(parseRequestUri(text));
  } catch (error) {
    if (!(error instanceof GoUrlError)) throw error;
    throw new CelError(`URL parse error during conversion from string: ${error.message}`);
  }
}

const accessor = (name: string, id: string, read: (url: GoUrl) => Value): FunctionDeclaration =>
  declare(name, [id, 'kubernetes.URL.(): string', ({ url }: UrlValue) => read(url)]);

export const urls: readonly FunctionDeclaration[] = [
  declare('url', ['string_to_url', '(string): kubernetes.URL', parse]),
  declare('isURL', ['is_url_string', '(string): bool', isRequestUri]),
  accessor('getScheme', 'url_get_scheme', ({ scheme }) => scheme),
  accessor('getHost', 'url_get_host', ({ host }) => host),
  accessor('getHostname', 'url_get_hostname', hostnameOf),
  accessor('getPort', 'url_get_port', portOfUrl),
  accessor('getEscapedPath', 'url_get_escaped_path', ({ escapedPath }) => escapedPath),
  declare('getQuery', [
    'url_get_query',
    'kubernetes.URL.(): map(string, list(string))',
    ({ url }: UrlValue) =>
      EntryMap.of([...queryOf(url)].map(([key, values]) => [key, new ArrayList(values)])),
  ]),
];
