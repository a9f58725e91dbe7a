import { describe, expect, test } from 'vitest';
import { parseGoUrl } from './go-url.ts';

describe('a URL as Go reads it', () => {
  test.each([
    [
      'https://a.example.com:80/b?c=d#e',
      { scheme: 'https', host: 'a.example.com:80', query: 'c=d', fragment: 'e' },
    ],
    ['HTTPS://u:p@a/', { scheme: 'https', host: 'a', user: 'u:p' }],
    ['https:///y', { scheme: 'https', host: '' }],
    ['https:opaque', { scheme: 'https', host: '' }],
    ['not a url', { scheme: '', host: '' }],
    ['', { scheme: '', host: '' }],
    ['https://[::1]:80/x', { host: '[::1]:80' }],
  ])('%j', (url, parts) => {
    expect(parseGoUrl(url)).toMatchObject(parts);
  });

  test.each([
    ['not a url%', 'parse "not a url%": invalid URL escape "%"'],
    ['https://a/%zz%', 'parse "https://a/%zz%": invalid URL escape "%zz"'],
    [':x', 'parse ":x": missing protocol scheme'],
    ['1a:b', 'parse "1a:b": first path segment in URL cannot contain colon'],
    ['https://a:b/', 'parse "https://a:b/": invalid port ":b" after host'],
    ['https://a b/', 'parse "https://a b/": invalid character " " in host name'],
    ['https://[::1/', 'parse "https://[::1/": missing \']\' in host'],
    ['https://a\n', 'parse "https://a\\n": net/url: invalid control character in URL'],
  ])('%j is none', (url, message) => {
    expect(() => parseGoUrl(url)).toThrow(message);
  });
});
