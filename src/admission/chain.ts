import type { Admission, AdmissionAttributes, AdmissionPlugin } from './plugin.ts';

/** Runs the plugins of a server in upstream's order. */
export class AdmissionChain implements Admission {
  readonly #plugins: readonly AdmissionPlugin[];

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins;
  }

  async mutate(attributes: AdmissionAttributes): Promise<void> {
    for (const plugin of this.#plugins) {
      const pending = plugin.mutate?.(attributes);
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
