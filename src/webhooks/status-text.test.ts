import { describe, expect, test } from 'vitest';
import { statusText } from './status-text.ts';

const text = (status: number, body = '', contentType = 'text/plain'): string =>
  statusText({ status, contentType, body: Buffer.from(body) });

describe('an HTTP error of a webhook', () => {
  test.each([
    [404, '', 'the server could not find the requested resource'],
    [403, ' no ', 'no'],
    [406, '', 'the server was unable to respond with a content type that the client supports'],
    [406, 'JSON only', 'JSON only'],
    [
      418,
      'tea',
      'the server responded with the status code 418 but did not return more information',
    ],
    [
      500,
      'a\n"b"',
      'an error on the server ("a\\n\\"b\\"") has prevented the request from succeeding',
    ],
    [503, 'x', 'the server is currently unable to handle the request'],
  ])('%d %j', (status, body, expected) => {
    expect(text(status, body)).toBe(expected);
  });

  test('that is no text is not shown', () => {
    expect(text(403, 'no', 'application/json')).toBe('unknown');
  });

  test('that is a Status says so itself', () => {
    const status = { kind: 'Status', status: 'Failure', message: 'from the hook' };

    expect(text(500, JSON.stringify(status), 'application/json')).toBe('from the hook');
    expect(text(500, JSON.stringify({ ...status, status: 'Success' }), 'application/json')).toBe(
      'an error on the server ("unknown") has prevented the request from succeeding',
    );
  });

  test('is shown in part when it is long', () => {
    expect(text(403, 'x'.repeat(10_000))).toHaveLength(2048);
  });
});
