import type { Write } from '../../../allocators/claims.ts';
import { FakeStore } from '../../../allocators/fake-store.suite.ts';
import { invalid } from '../../../apimachinery/errors.ts';
import type { KubeObject } from '../../../apimachinery/meta.ts';
import type { Service } from '../../../apimachinery/types.generated.ts';
import { SeededRng } from '../../../base/rng.ts';
import type { StrategyContext } from '../../../registry/definition.ts';
import { serviceDependencies } from './dependencies.ts';
import { serviceBehaviour } from './index.ts';
import type { ObjectWriter } from './object-writer.ts';

/** Any part of a service, as a client would send it. */
export type Body = { name?: string; metadata?: object; status?: object } & Record<string, unknown>;

export interface WorldOptions {
  readonly cidrs?: readonly string[];
  readonly ports?: { readonly base: number; readonly size: number };
  readonly seed?: number;
}

const ADDRESSES = '/registry/ipaddresses.networking.k8s.io/';
const SERVICE_CIDRS = '/registry/servicecidrs.networking.k8s.io/';

/** How the registry would run the service's hooks, over a store that only knows what is there now. */
export class ServiceWorld {
  readonly store = new FakeStore();
  readonly warnings: string[] = [];
  readonly #strategy;
  readonly #rng: SeededRng;

  constructor({
    cidrs = ['10.96.0.0/16'],
    ports = { base: 30_000, size: 2768 },
    seed = 1,
  }: WorldOptions = {}) {
    const { store } = this;
    const rng = new SeededRng(seed);
    this.#rng = rng;
    const dependencies = serviceDependencies({
      store,
      rng,
      writer,
      cidrs,
      nodePorts: ports,
      prefixes: { ipAddresses: ADDRESSES, serviceCidrs: SERVICE_CIDRS },
    });
    this.#strategy = serviceBehaviour(dependencies).strategy;
  }

  /** The spec of a new service. Throws what the client would be answered. */
  async create(spec: object, body: Body = {}, dryRun = false): Promise<Service> {
    const context = this.#context(dryRun);
    for (;;) {
      const next = fresh(body.name ?? 'a', spec, body);
      next.metadata.uid = context.uid();
      this.#strategy.defaults?.(next, context);
      const claims = (await this.#strategy.claims?.(next, undefined, context)) ?? [];
      this.#strategy.prepareForCreate?.(next, context);
      refuse(next, this.#strategy.validate?.(next, context) ?? []);
      this.warnings.splice(
        0,
        Infinity,
        ...(this.#strategy.warningsOnCreate?.(next, context) ?? []),
      );
      if (dryRun) return next;
      if (await this.#commit(next, 0, claims)) return this.get(next.metadata.name ?? '');
    }
  }

  /** PUT. */
  async replace(spec: object, body: Body = {}, dryRun = false): Promise<Service> {
    return this.#update(body.name ?? 'a', () => fresh(body.name ?? 'a', spec, body), { dryRun });
  }

  /** A merge patch of the spec; null takes a member away. */
  async patch(spec: object, name = 'a', dryRun = false): Promise<Service> {
    const change = (live: Service) => ({ ...live, spec: merged(live.spec, spec) });
    return this.#update(name, change, { dryRun });
  }

  async patchStatus(ingress: readonly object[], name = 'a'): Promise<Service> {
    const change = (live: Service) => ({ ...live, status: { loadBalancer: { ingress } } });
    return this.#update(name, change, { subresource: 'status' });
  }

  async remove(name = 'a'): Promise<void> {
    const previous = await this.get(name);
    const claims = (await this.#strategy.claims?.(undefined, previous, this.#context(false))) ?? [];
    await this.store.commit([
      { key: serviceKey(name), expect: undefined, value: undefined },
      ...claims,
    ]);
  }

  async get(name = 'a'): Promise<Service> {
    return JSON.parse((await this.store.get(serviceKey(name)))?.value ?? 'null') as Service;
  }

  async keys(prefix: string): Promise<string[]> {
    return (await this.store.list(prefix)).entries.map((entry) => entry.key.slice(prefix.length));
  }

  addresses(): Promise<string[]> {
    return this.keys(ADDRESSES);
  }

  async nodePorts(): Promise<number[]> {
    return (await this.keys('/ranges/servicenodeports/')).map(Number);
  }

  async #update(
    name: string,
    change: (live: Service) => unknown,
    { dryRun = false, subresource }: { dryRun?: boolean; subresource?: string },
  ): Promise<Service> {
    const context = { ...this.#context(dryRun), subresource };
    for (;;) {
      const entry = await this.store.get(serviceKey(name));
      const previous = Object.freeze(JSON.parse(entry?.value ?? 'null')) as Service;
      const next = JSON.parse(JSON.stringify(change(previous))) as Service;
      next.metadata.uid ??= previous.metadata.uid ?? '';
      this.#strategy.defaults?.(next, context);
      const claims = (await this.#strategy.claims?.(next, previous, context)) ?? [];
      const hooks =
        subresource === undefined ? this.#strategy : this.#strategy.subresources?.[subresource];
      hooks?.prepareForUpdate?.(next, previous, context);
      refuse(next, hooks?.validateUpdate?.(next, previous, context) ?? []);
      this.warnings.splice(
        0,
        Infinity,
        ...(hooks?.warningsOnUpdate?.(next, previous, context) ?? []),
      );
      if (dryRun) return next;
      if (await this.#commit(next, entry?.modRevision ?? 0, claims)) return this.get(name);
    }
  }

  /** False: somebody else was faster with a claim. */
  async #commit(next: Service, expect: number, claims: readonly Write[]): Promise<boolean> {
    const key = serviceKey(next.metadata.name ?? '');
    const own: Write = { key, expect, value: () => JSON.stringify(next) };
    const result = await this.store.commit([own, ...claims]);
    if (!result.ok && result.key === key) throw new Error('services already exists');
    return result.ok;
  }

  #context(dryRun: boolean): StrategyContext {
    return {
      now: Date.parse('2026-01-01T00:00:00Z'),
      uid: () => this.#rng.uuid(),
      user: 'tester',
      dryRun,
      apiVersion: 'v1',
      subresource: undefined,
    };
  }
}

const writer: ObjectWriter = {
  write: (kind, object, expect) => ({
    key: keyOf(kind, object.metadata.namespace, object.metadata.name ?? ''),
    expect,
    value: () => JSON.stringify(object),
  }),
  remove: (kind, namespace, name, expect) => ({
    key: keyOf(kind, namespace, name),
    expect,
    value: undefined,
  }),
};

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  if (kind.endsWith('IPAddress')) return ADDRESSES + name;
  return `/registry/${kind}/${namespace ?? ''}/${name}`;
}

function serviceKey(name: string): string {
  return `/registry/services/ns/${name}`;
}

function fresh(name: string, spec: object, { metadata = {}, status }: Body): Service {
  return JSON.parse(
    JSON.stringify({
      metadata: { name, namespace: 'ns', ...metadata },
      spec,
      status: status ?? { loadBalancer: {} },
    }),
  ) as Service;
}

function merged(target: object, change: object): object {
  const result: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else result[name] = value as unknown;
  }
  return result;
}

function refuse(object: KubeObject, errors: Parameters<typeof invalid>[2]): void {
  if (errors.length === 0) return;
  throw invalid({ group: '', kind: 'Service' }, object.metadata.name ?? '', errors);
}
