import type { Write } from '../../../allocators/claims.ts';
import type { KubeObject } from '../../../apimachinery/meta.ts';

/**
 * Turns objects of other kinds into writes that commit together with the object at hand. The
 * registry implements it, because it alone knows keys and stored forms.
 */
export interface ObjectWriter {
  /** @param kind the stored version, `networking.k8s.io/v1/IPAddress`; `expect` as in `Write` */
  write(kind: string, object: KubeObject, expect: number | undefined): Write;
  remove(
    kind: string,
    namespace: string | undefined,
    name: string,
    expect: number | undefined,
  ): Write;
}
