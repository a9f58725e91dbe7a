import type { AdmissionAttributes } from '../apimachinery/admission.ts';

export type { Admission, AdmissionAttributes } from '../apimachinery/admission.ts';

/** One admission plugin, named as upstream names it. Plugins that only look leave `mutate` out. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Undefined: nothing is left to be waited for. */
  mutate?(attributes: AdmissionAttributes, round: MutationRound): Promise<void> | undefined;
  validate?(attributes: AdmissionAttributes): Promise<void> | undefined;
}

/** The mutating half of one request. It runs through all plugins once, and a second time if one of them asks. */
export class MutationRound {
  /** This is the second time. */
  isSecond = false;
  /** A plugin has changed what earlier ones have seen. */
  wantsSecond = false;
  /** What plugins remember between the rounds, by their name. */
  readonly memory = new Map<string, unknown>();
}
