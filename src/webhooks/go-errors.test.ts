import { describe, expect, test } from 'vitest';
import { goNetworkError } from './go-errors.ts';

const error = (members: object, message = 'x'): Error => Object.assign(new Error(message), members);

describe('an error of the network in the words of Go', () => {
  test.each<[object, string]>([
    [
      { code: 'ECONNREFUSED', address: '127.0.0.1', port: 1 },
      'dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      { code: 'ECONNREFUSED', address: '::1', port: 1 },
      'dial tcp [::1]:1: connect: connection refused',
    ],
    [
      { errors: [{ code: 'EHOSTUNREACH', address: '10.0.0.1', port: 443 }] },
      'dial tcp 10.0.0.1:443: connect: no route to host',
    ],
    [
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    [
      {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        host: 'a.example.com',
        cert: { subjectaltname: 'DNS:b.example.com, DNS:c.example.com, IP Address:10.0.0.1' },
      },
      'tls: failed to verify certificate: x509: certificate is valid for b.example.com, c.example.com, not a.example.com',
    ],
    [
      {
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        host: '127.0.0.1',
        cert: { subjectaltname: 'DNS:localhost' },
      },
      "tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    ],
    [
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID', host: 'localhost', cert: {} },
      'tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead',
    ],
  ])('%j', (members, expected) => {
    expect(goNetworkError(error(members))).toBe(expected);
  });

  test('tells a connection that was closed from one that was reset', () => {
    expect(goNetworkError(error({ code: 'ECONNRESET' }, 'socket hang up'))).toBe('EOF');
    expect(goNetworkError(error({ code: 'ECONNRESET' }, 'read ECONNRESET'))).toMatch(
      /reset by peer/,
    );
  });

  test('names the host that was looked up', () => {
    expect(goNetworkError(error({ code: 'ENOTFOUND', hostname: 'nope.invalid' }))).toMatch(
      /^dial tcp: lookup nope\.invalid( on \S+)?: no such host$/,
    );
  });
});
