import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { caBundleProblem } from './ca-bundle.ts';

const { ca: cert } = JSON.parse(
  readFileSync(
    new URL('../../test/conformance/lib/webhook-certificate.json', import.meta.url),
    'utf8',
  ),
) as { ca: string };

const NO_BLOCK = 'unable to load root certificates: unable to parse bytes as PEM block';
const MALFORMED =
  'unable to load root certificates: failed to parse certificate: x509: malformed certificate';
const NO_CERTIFICATE = 'unable to load root certificates: no valid certificate authority data seen';

const block = (type: string, body = 'AAAA'): string =>
  `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;
const problemOf = (pem: string): string | undefined =>
  caBundleProblem(Buffer.from(pem).toString('base64'));

describe('a bundle of CA certificates', () => {
  test.each<[string, string, string | undefined]>([
    ['nothing', '', undefined],
    ['a certificate', cert, undefined],
    ['a certificate among other things', `x\n${block('CERTIFICATE')}${cert}y`, undefined],
    ['a certificate with Windows line ends', cert.replaceAll('\n', '\r\n'), undefined],
    ['spaces', ' \n ', NO_BLOCK],
    ['a letter', 'x', NO_BLOCK],
    ['a certificate that is none', block('CERTIFICATE'), MALFORMED],
    ['a key', block('PRIVATE KEY'), NO_CERTIFICATE],
    ['a key and more', `${block('PRIVATE KEY')}rest`, NO_BLOCK],
    ['another end', '-----BEGIN A-----\nAAAA\n-----END B-----\n', NO_BLOCK],
    ['no end', '-----BEGIN CERTIFICATE-----\nAAAA\n', NO_BLOCK],
  ])('%s', (_what, pem, problem) => {
    expect(problemOf(pem)).toBe(problem);
  });

  test('that begins many times is read once', () => {
    const many = '-----BEGIN CERTIFICATE-----\n'.repeat(100_000);

    expect(problemOf(many)).toBe(NO_BLOCK);
    expect(problemOf(`${many}-----END OTHER-----\n`)).toBe(NO_BLOCK);
  });
});
