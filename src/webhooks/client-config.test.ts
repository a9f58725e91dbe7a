import { describe, expect, test } from 'vitest';
import { ClientConfigError, targetOf } from './client-config.ts';

describe('where a webhook is', () => {
  test.each([
    ['https://hooks.example.com', 'https://hooks.example.com/', 'hooks.example.com', 443],
    [
      'https://hooks.example.com:8443/a/b',
      'https://hooks.example.com:8443/a/b',
      'hooks.example.com',
      8443,
    ],
    ['https://127.0.0.1:443/x/', 'https://127.0.0.1:443/x', '127.0.0.1', 443],
    ['https://[::1]:9443/x', 'https://[::1]:9443/x', '::1', 9443],
    ['https://h.example.com/a//b/../c', 'https://h.example.com/a/c', 'h.example.com', 443],
    ['https://h.example.com/a b%20c', 'https://h.example.com/a%20b%20c', 'h.example.com', 443],
  ])('%s', (url, shown, host, port) => {
    const target = targetOf({ url });

    expect(`${target.origin}${target.path}`).toBe(shown);
    expect(target).toMatchObject({ host, port, service: undefined, ca: undefined });
  });

  test('is the name of a Service, with the port told', () => {
    const target = targetOf({ service: { namespace: 'apps', name: 'hooks', path: '/x' } });

    expect(`${target.origin}${target.path}`).toBe('https://hooks.apps.svc:443/x');
    expect(target.host).toBe('hooks.apps.svc');
  });

  test.each([
    [{}, 'webhook configuration must have either service or URL'],
    [{ url: 'https://' }, 'webhook configuration must have either service or URL'],
    [{ url: 'https://a b/' }, 'webhook configuration must have either service or URL'],
    [
      { url: 'https://a.example.com', caBundle: 'eA==' },
      'unable to load root certificates: unable to parse bytes as PEM block',
    ],
  ])('%j is nowhere', (config, message) => {
    expect(() => targetOf(config)).toThrow(new ClientConfigError(message));
  });
});
