import type { NamespaceLookup } from '../admission/namespace-lifecycle.ts';
import type { AdmissionPlugin } from '../admission/plugin.ts';
import type { CompileConditions } from '../admission/webhook/conditions.ts';
import { WebhookConfigurations } from '../admission/webhook/configurations.ts';
import { mutatingWebhooks } from '../admission/webhook/mutating.ts';
import type { ObjectVersions } from '../admission/webhook/object-versions.ts';
import { validatingWebhooks } from '../admission/webhook/validating.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Client } from '../client/client.ts';
import { followObjects } from '../registry/objects-feed.ts';
import type { ObservableStore } from '../store/store.ts';
import type { ServiceAddresses } from '../webhooks/services.ts';
import { serviceResolver } from '../webhooks/services.ts';
import { WebhookClient } from '../webhooks/webhook-client.ts';

export interface WebhookSettings {
  readonly clock: Clock;
  readonly rng: Rng;
  /** For Services and their endpoints. */
  readonly client: () => Client;
  /** `--webhook-service` */
  readonly services: ServiceAddresses | undefined;
  readonly compile: CompileConditions;
}

/** The webhooks of one server: who is configured, and the connections to them. */
export class Webhooks {
  readonly client: WebhookClient;
  readonly #rng: Rng;
  readonly #mutating: WebhookConfigurations;
  readonly #validating: WebhookConfigurations;
  #unfollow: readonly (() => void)[] = [];

  constructor({ clock, rng, client, services = new Map(), compile }: WebhookSettings) {
    this.#rng = rng;
    this.#mutating = new WebhookConfigurations(compile);
    this.#validating = new WebhookConfigurations(compile);
    this.client = new WebhookClient({
      clock,
      resolve: (...of) => serviceResolver(client(), rng, services)(...of),
    });
  }

  /** The admission plugins that ask them, in upstream's order. */
  plugins(parts: {
    readonly namespaces: NamespaceLookup;
    readonly versions: ObjectVersions;
  }): readonly [mutating: AdmissionPlugin, validating: AdmissionPlugin] {
    const all = { ...parts, client: this.client, rng: this.#rng };
    return [mutatingWebhooks(this.#mutating, all), validatingWebhooks(this.#validating, all)];
  }

  /** Begins to follow the configurations; one that is written counts from its commit on. */
  async start(store: ObservableStore, catalog: Catalog): Promise<void> {
    const follow = (plural: string, configurations: WebhookConfigurations): Promise<() => void> => {
      const resource = catalog.find('admissionregistration.k8s.io', 'v1', plural);
      if (resource === undefined) throw new Error(`the catalog has no ${plural}`);
      return followObjects(store, resource, (name, object) => configurations.set(name, object));
    };
    this.#unfollow = [
      await follow('mutatingwebhookconfigurations', this.#mutating),
      await follow('validatingwebhookconfigurations', this.#validating),
    ];
  }

  stop(): void {
    for (const unfollow of this.#unfollow) unfollow();
    this.client.close();
  }
}
