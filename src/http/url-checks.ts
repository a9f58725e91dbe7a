import { badRequest } from '../apimachinery/errors.ts';
import { parseDuration } from '../apimachinery/go-duration.ts';
import { quote } from '../apimachinery/go-print.ts';
import { TimeError } from '../apimachinery/go-time-error.ts';
import { parseQuery } from '../apimachinery/query.ts';
import { isUndetermined, parseRequestInfo } from '../apimachinery/request-info.ts';

/** Refused in plain text, before the API looks at the request. */
export class PlainRefusal extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

/** A request may run as long as it likes when its answer is a stream. */
const STREAMED: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/**
 * What is wrong with a URL whoever sent it: upstream says so before it asks who that is.
 * @throws PlainRefusal, and ApiError for a timeout that is no duration
 */
export function checkUrl(method: string, url: string, path: string, search: string): void {
  // Go's HTTP server does not get past such a request line.
  if (path.includes('%') && /%(?![0-9a-fA-F]{2})/.test(path)) {
    throw new PlainRefusal(400, '400 Bad Request');
  }
  if (isUndetermined(path)) {
    const why = `unable to determine kind and namespace from url, ${url}`;
    throw internalServerError(url, `failed to create RequestInfo: ${why}`);
  }
  if (search.includes('timeout=')) checkTimeout(method, path, parseQuery(search));
}

/** The answer where there is no Status to tell it with. */
export function internalServerError(url: string, message: string): PlainRefusal {
  return new PlainRefusal(500, escapeMarkup(`Internal Server Error: ${quote(url)}: ${message}\n`));
}

/** The quoted URL and what it asked for are shown without markup, as http.Error has them. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function checkTimeout(method: string, path: string, query: URLSearchParams): void {
  const timeout = query.get('timeout');
  if (timeout === null || timeout === '' || isStreamed(method, path, query)) return;
  try {
    parseDuration(timeout);
  } catch (error) {
    if (!(error instanceof TimeError)) throw error;
    throw badRequest(`invalid timeout specified in the request URL - ${error.message}`);
  }
}

function isStreamed(method: string, path: string, query: URLSearchParams): boolean {
  if (!/^\/+apis?\//.test(path)) return false;
  try {
    const { verb, subresource } = parseRequestInfo(method, path, query);
    return verb === 'watch' || STREAMED.has(subresource);
  } catch {
    // What is no resource does not stream; what it is instead is found out later.
    return false;
  }
}
