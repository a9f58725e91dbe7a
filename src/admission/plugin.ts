import type { AdmissionAttributes } from '../apimachinery/admission.ts';

export type { Admission, AdmissionAttributes } from '../apimachinery/admission.ts';

/** One admission plugin, named as upstream names it. Plugins that only look leave `mutate` out. */
export interface AdmissionPlugin {
  readonly name: string;
  mutate?(attributes: AdmissionAttributes): Promise<void> | undefined;
  validate?(attributes: AdmissionAttributes): Promise<void> | undefined;
}
