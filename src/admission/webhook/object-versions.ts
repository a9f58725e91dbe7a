import type { AnyObject, GroupVersionKind, GroupVersionResource } from '../../apimachinery/meta.ts';
import type { AdmissionAttributes } from '../plugin.ts';

/** A resource that shows the objects of a request, maybe in another form. */
export interface EquivalentResource extends GroupVersionResource {
  readonly kind: GroupVersionKind;
}

/**
 * The versions of the objects that admission sees. Attributes hold them as they are stored; a
 * webhook or policy looks at them in the version that its rules name.
 */
export interface ObjectVersions {
  /** Other resources of the same objects, with the subresource of the request. */
  equivalents(attributes: AdmissionAttributes): readonly EquivalentResource[];
  /** `object` in the version of `kind`, canonical, with apiVersion and kind. Do not change it. */
  encode(
    attributes: AdmissionAttributes,
    object: AnyObject,
    kind: GroupVersionKind,
  ): AnyObject | Promise<AnyObject>;
  /**
   * The way back for what a patch made of an encoded object: decoded, defaulted.
   * @throws an Error with the text of Go's decoder
   */
  decode(
    attributes: AdmissionAttributes,
    document: unknown,
    kind: GroupVersionKind,
  ): AnyObject | Promise<AnyObject>;
}
