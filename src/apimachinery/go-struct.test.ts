import { describe, expect, test } from 'vitest';
import { GoStructs } from './go-struct.ts';

const structs = new GoStructs({
  Port: 'Name:s HostPort:i Protocol:s',
  Volume: 'Name:s @:Source',
  Source: 'EmptyDir:*Empty NFS:*Nfs',
  Empty: 'SizeLimit:*q',
  Nfs: 'Server:s ReadOnly:b',
  Spec: 'Ports:[]Port NodeSelector:M TTY:b DNSPolicy:*s Target=targetPort:p Meta=metadata:j',
});

describe('a value of an internal type', () => {
  test.each<[string, unknown, string]>([
    ['Port', { name: 'a', hostPort: 80 }, '{"Name":"a","HostPort":80,"Protocol":""}'],
    ['Port', undefined, 'null'],
    ['Volume', { name: 'v' }, '{"Name":"v","EmptyDir":null,"NFS":null}'],
    [
      'Volume',
      { name: 'v', emptyDir: {} },
      '{"Name":"v","EmptyDir":{"SizeLimit":null},"NFS":null}',
    ],
    [
      'Volume',
      { name: 'v', nfs: { server: '<s>' } },
      '{"Name":"v","EmptyDir":null,"NFS":{"Server":"\\u003cs\\u003e","ReadOnly":false}}',
    ],
    [
      'Spec',
      { ports: [{}], nodeSelector: { b: '1', a: '2' }, tty: true, targetPort: 'web' },
      '{"Ports":[{"Name":"","HostPort":0,"Protocol":""}],"NodeSelector":{"a":"2","b":"1"},"TTY":true,"DNSPolicy":null,"Target":"web","Meta":null}',
    ],
    [
      'Spec',
      { ports: [], nodeSelector: {}, dnsPolicy: 'None', metadata: { name: 'x' } },
      '{"Ports":[],"NodeSelector":{},"TTY":false,"DNSPolicy":"None","Target":0,"Meta":{"name":"x"}}',
    ],
  ])('%s of %j has all members, with the names of Go', (type, value, text) => {
    expect(structs.text(type, value).text).toBe(text);
  });

  test('may be a list, and none is told from an empty one', () => {
    expect(structs.listText('Empty', [{}, { sizeLimit: '1Gi' }]).text).toBe(
      '[{"SizeLimit":null},{"SizeLimit":"1Gi"}]',
    );
    expect(structs.listText('Empty', []).text).toBe('[]');
    expect(structs.listText('Empty', undefined).text).toBe('null');
  });

  test('is indented for differences', () => {
    expect(structs.pretty('Volume', { name: 'v' })).toBe(
      '{\n "Name": "v",\n "EmptyDir": null,\n "NFS": null\n}',
    );
  });
});
