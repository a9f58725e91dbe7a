import { quote } from '../apimachinery/go-print.ts';

/** So much of an answer that is no review is looked at. */
const UNSTRUCTURED_BYTES_MAX = 2048;

const TEXTS: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504:
    'the server was unable to return a response in the time allotted, but may still be processing ' +
    'the request',
};

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What upstream's client says of an HTTP error. */
export function statusText({ status, contentType, body }: HttpAnswer): string {
  const structured = failureIn(body);
  if (structured !== undefined) return structured;
  const isText = contentType === '' || /^\s*text\//i.test(contentType);
  const said = isText ? body.subarray(0, UNSTRUCTURED_BYTES_MAX).toString().trim() : 'unknown';
  const text = TEXTS[status];
  if (text !== undefined) return text;
  if (status === 403 || status === 415) return said;
  if (status === 406) {
    if (said !== '' && said !== 'unknown') return said;
    return 'the server was unable to respond with a content type that the client supports';
  }
  if (status >= 500) {
    return `an error on the server (${quote(said)}) has prevented the request from succeeding`;
  }
  return `the server responded with the status code ${status} but did not return more information`;
}

/** The message of a Status that says `Failure`. */
function failureIn(body: Buffer): string | undefined {
  if (body.length === 0 || body[0] !== 0x7b) return undefined;
  try {
    const {
      status,
      message,
      kind = 'Status',
    } = JSON.parse(body.toString()) as Record<string, unknown>;
    if (kind !== 'Status' || status !== 'Failure') return undefined;
    return typeof message === 'string' ? message : '';
  } catch {
    return undefined;
  }
}
