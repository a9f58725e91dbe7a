import type { Admission, AdmissionAttributes, AdmissionPlugin } from './plugin.ts';
import { MutationRound } from './plugin.ts';

/** Runs the plugins of a server in upstream's order. */
export class AdmissionChain implements Admission {
  readonly #make: () => readonly AdmissionPlugin[];
  #made: readonly AdmissionPlugin[] | undefined;

  /** @param make runs at the first write: plugins hold clients of the server that holds this chain */
  constructor(make: () => readonly AdmissionPlugin[]) {
    this.#make = make;
  }

  get #plugins(): readonly AdmissionPlugin[] {
    this.#made ??= this.#make();
    return this.#made;
  }

  async mutate(attributes: AdmissionAttributes): Promise<void> {
    const round = new MutationRound();
    await this.#mutate(attributes, round);
    if (!round.wantsSecond) return;
    round.isSecond = true;
    await this.#mutate(attributes, round);
  }

  async #mutate(attributes: AdmissionAttributes, round: MutationRound): Promise<void> {
    for (const plugin of this.#plugins) {
      const pending = plugin.mutate?.(attributes, round);
      if (pending !== undefined) await pending;
    }
  }

  async validate(attributes: AdmissionAttributes): Promise<void> {
    for (const plugin of this.#plugins) {
      const pending = plugin.validate?.(attributes);
      if (pending !== undefined) await pending;
    }
  }
}
