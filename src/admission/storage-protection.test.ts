import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { Client } from '../client/client.ts';
import { persistentVolumeClaimResize } from './claim-resize.ts';
import type { AdmissionAttributes } from './plugin.ts';
import { storageObjectInUseProtection } from './storage-protection.ts';

const NOTHING = {} as never;
const CLAIMS = { group: '', resource: 'persistentvolumeclaims', name: 'c', namespace: 'n' };

describe('a volume or a claim is held back while it is used', () => {
  test.each<[string, string, string[] | undefined]>([
    ['', 'persistentvolumes', ['own', 'kubernetes.io/pv-protection']],
    ['', 'persistentvolumeclaims', ['own', 'kubernetes.io/pvc-protection']],
    ['storage.k8s.io', 'volumeattributesclasses', ['own', 'kubernetes.io/vac-protection']],
    ['', 'pods', ['own']],
  ])('%s/%s', async (group, resource, finalizers) => {
    const object: AnyObject = { metadata: { name: 'x', finalizers: ['own'] } };
    const attributes = { operation: 'CREATE', group, resource, object };
    for (let i = 0; i < 2; i++) {
      await storageObjectInUseProtection.mutate?.(
        attributes as unknown as AdmissionAttributes,
        NOTHING,
      );
      expect(object.metadata.finalizers).toEqual(finalizers);
    }
  });
});

function claim(storage: string, phase = 'Bound', storageClassName = 'elastic'): AnyObject {
  const spec = { storageClassName, resources: { requests: { storage } } };
  return { metadata: { name: 'c' }, spec, status: { phase } };
}

async function resize(previous: AnyObject, object: AnyObject): Promise<string> {
  const client = {
    resource: () => ({
      get: async (_namespace: string | undefined, name: string) =>
        Promise.resolve({ metadata: { name }, allowVolumeExpansion: name === 'elastic' }),
    }),
  } as unknown as Client;
  const attributes = { ...CLAIMS, operation: 'UPDATE', object, previous };
  try {
    await persistentVolumeClaimResize(client).validate?.(
      attributes as unknown as AdmissionAttributes,
    );
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a claim', () => {
  test.each<[string, AnyObject, AnyObject, RegExp]>([
    ['grows where its class lets it', claim('1Gi'), claim('2Gi'), /^$/],
    ['shrinks for all we care here', claim('2Gi', 'Pending'), claim('1Gi', 'Pending'), /^$/],
    [
      'does not grow before it is bound',
      claim('1Gi', 'Pending'),
      claim('2Gi', 'Bound'),
      /"c" is forbidden: Only bound persistent volume claims can be expanded$/,
    ],
    [
      'does not grow in a class that cannot',
      claim('1Gi', 'Bound', 'stiff'),
      claim('2Gi', 'Bound', 'stiff'),
      /storageclass that provisions the pvc must support resize$/,
    ],
    [
      'does not grow without a class',
      claim('1Gi', 'Bound', ''),
      claim('2Gi', 'Bound', ''),
      /must support resize$/,
    ],
  ])('%s', async (_what, previous, object, expected) => {
    expect(await resize(previous, object)).toMatch(expected);
  });
});
