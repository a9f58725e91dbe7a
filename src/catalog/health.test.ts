import { describe, expect, test } from 'vitest';
import { healthAnswer, healthCheckAnswer, healthCheckNames } from './health.ts';
import { openIdConfiguration, prettyJson, versionInfo } from './well-known.ts';

const ping = { name: 'ping', error: undefined };
const etcd = { name: 'etcd', error: 'no leader' };
const quiet = { verbose: false, exclude: [] };

describe('a health endpoint', () => {
  test('says ok and nothing else', () => {
    expect(healthAnswer('livez', [ping], quiet)).toEqual({ status: 200, body: 'ok' });
  });

  test('lists its checks when asked', () => {
    expect(healthAnswer('healthz', [ping], { verbose: true, exclude: [] })).toEqual({
      status: 200,
      body: '[+]ping ok\nhealthz check passed\n',
    });
  });

  test('always lists them when one fails, but does not say why', () => {
    expect(healthAnswer('readyz', [ping, etcd], quiet)).toEqual({
      status: 500,
      body: '[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n',
    });
  });

  test('passes when what fails is excluded', () => {
    expect(healthAnswer('livez', [ping, etcd], { verbose: true, exclude: ['etcd'] })).toEqual({
      status: 200,
      body: '[+]ping ok\n[+]etcd excluded: ok\nlivez check passed\n',
    });
  });

  test('warns of names that cannot be excluded', () => {
    const answer = healthAnswer('livez', [ping], { verbose: true, exclude: ['x', 'a', 'x'] });
    expect(answer.body).toBe(
      '[+]ping ok\nwarn: some health checks cannot be excluded: no matches for "a", "x"\nlivez check passed\n',
    );
    expect(healthAnswer('livez', [ping], { verbose: false, exclude: ['x'] }).body).toBe('ok');
  });

  test('answers for one check, with the reason', () => {
    expect(healthCheckAnswer([ping], 'ping')).toEqual({ status: 200, body: 'ok' });
    expect(healthCheckAnswer([etcd], 'etcd')).toEqual({
      status: 500,
      body: 'internal server error: no leader\n',
    });
    expect(healthCheckAnswer([ping], 'nope')).toEqual({
      status: 404,
      body: '404 page not found\n',
    });
  });

  test('has the checks of a real server', () => {
    expect(healthCheckNames('livez')).toHaveLength(32);
    expect(healthCheckNames('readyz').at(-1)).toBe('shutdown');
  });
});

describe('other documents', () => {
  test('the version is indented and ends without a line feed', () => {
    const text = prettyJson(versionInfo('1.34.9'));
    expect(text.startsWith('{\n  "major": "1",\n  "minor": "34",\n  "emulationMajor": "1"')).toBe(
      true,
    );
    expect(text.endsWith('"platform": "linux/amd64"\n}')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ minCompatibilityMinor: '33', gitVersion: 'v1.34.9' });
  });

  test('the OpenID configuration tells where the keys are', () => {
    expect(openIdConfiguration('https://issuer', 'https://server/openid/v1/jwks')).toMatchObject({
      issuer: 'https://issuer',
      jwks_uri: 'https://server/openid/v1/jwks',
    });
  });
});
