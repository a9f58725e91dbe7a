import { setMaxListeners } from 'node:events';
import type { Express } from 'express';
import { AdmissionChain } from './admission/chain.ts';
import { DEFAULT_CONFIGURATION } from './admission/configuration.ts';
import type { NamespaceLookup } from './admission/namespace-lifecycle.ts';
import { builtInPlugins } from './admission/plugins.ts';
import { celConditions } from './admission/policy/match-conditions.ts';
import { Policies } from './admission/policy/policies.ts';
import { typedKinds } from './admission/policy/typed-kinds.ts';
import { validatingPolicies } from './admission/policy/validating.ts';
import { Aggregator } from './aggregator/aggregator.ts';
import type { IpRange } from './allocators/ip-allocator.ts';
import type { Admission } from './apimachinery/admission.ts';
import { ApiError } from './apimachinery/errors.ts';
import type { KubeObject } from './apimachinery/meta.ts';
import { systemUser } from './apimachinery/user.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Authorizer } from './auth/authorizer.ts';
import { AlwaysAllow, signerResource } from './auth/authorizer.ts';
import { RbacAuthorizer } from './auth/rbac/authorizer.ts';
import { bootstrapRbac } from './auth/rbac/bootstrap.ts';
import { EscalationGuard } from './auth/rbac/escalation.ts';
import { legacyClaimsOf } from './auth/service-account-claims.ts';
import { ServiceAccountTokens } from './auth/service-account-tokens.ts';
import { NO_KEY_FILE, TokenSigner } from './auth/token-signer.ts';
import { environment } from './base/environment.ts';
import { bootstrap, keepPublished } from './bootstrap.ts';
import type { Catalog } from './catalog/catalog.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { customSchemaOf } from './catalog/custom/definition-resources.ts';
import { loadDescriptions } from './catalog/openapi/descriptions.ts';
import { OpenApi } from './catalog/openapi/open-api.ts';
import type { Client } from './client/client.ts';
import { addControllers } from './controllers/all.ts';
import { ControllerRuntime } from './controllers/runtime.ts';
import { AggregatedApi } from './http/aggregated/aggregated-api.ts';
import { Answers } from './http/answers.ts';
import { ApiHandler } from './http/api.ts';
import type { AppParts, DirectHandler } from './http/app.ts';
import { createApp, createDirectHandler } from './http/app.ts';
import type { Listener, TlsMaterial } from './http/listen.ts';
import { listen } from './http/listen.ts';
import { metricsRoutes } from './http/metrics/metrics-routes.ts';
import { RequestMetrics } from './http/metrics/request-metrics.ts';
import { openApiRoutes } from './http/openapi-routes.ts';
import { openIdRoutes } from './http/openid-routes.ts';
import { routesOf } from './http/routes.ts';
import { serveUpgrades } from './http/upgrade.ts';
import { allVerbs } from './http/verbs/all.ts';
import { connectVerbs } from './http/verbs/subresources/all.ts';
import { NO_BACKENDS } from './pipeline/connect/backends.ts';
import { InProcessClient } from './pipeline/in-process-client.ts';
import { NamespaceLabels } from './pipeline/namespace-labels.ts';
import { objectVersions } from './pipeline/object-versions.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { followPolicies, paramAccess } from './pipeline/policies.ts';
import { allHandlers } from './pipeline/subresources/all.ts';
import { Webhooks } from './pipeline/webhooks.ts';
import { followApiServices } from './registry/api-services-feed.ts';
import { followDefinitions } from './registry/definitions-feed.ts';
import { keyPrefix } from './registry/keys.ts';
import { Kinds } from './registry/kind.ts';
import { objectCounts } from './registry/object-counts.ts';
import { ObjectWrites } from './registry/object-writer.ts';
import { Registry } from './registry/registry.ts';
import { loadColumns } from './registry/table.ts';
import { customKind } from './resources/apiextensions/customresource/index.ts';
import type { BehaviourDependencies } from './resources/behaviours.ts';
import { builtInBehaviours } from './resources/behaviours.ts';
import { builtInConversions } from './resources/conversions.ts';
import { rangeOf } from './resources/core/service/addresses.ts';
import { serviceDependencies } from './resources/core/service/dependencies.ts';
import { printers } from './resources/tables.ts';
import type { ServerParts } from './server-parts.ts';
import type { WebhookClient } from './webhooks/webhook-client.ts';

/** One Kubernetes API, not yet listening. */
export class ApiServer {
  readonly app: Express;
  readonly catalog: Catalog;
  readonly pipeline: Pipeline;
  readonly #parts: ServerParts;
  readonly #shutdown = new AbortController();
  readonly #direct: DirectHandler;
  readonly #api: ApiHandler;
  readonly #answers: Answers;
  readonly #listeners: Listener[] = [];
  readonly #trusted = new Set<unknown>();
  readonly #authenticator: Authenticator;
  readonly #signer: TokenSigner;
  readonly #rbac: RbacAuthorizer | undefined;
  readonly #webhooks: Webhooks;
  readonly #aggregator: Aggregator;
  readonly #aggregated: AggregatedApi;
  readonly #policies = new Policies();
  readonly #namespaceLabels = new NamespaceLabels();
  #address = '';
  #ready = false;
  #controllers: ControllerRuntime | undefined;
  #unfollow: (() => void) | undefined;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    // Every watch listens to it.
    setMaxListeners(0, this.#shutdown.signal);
    const { store, clock, rng, log, data } = parts;
    this.catalog = loadCatalog(data);
    const rbac = parts.authorizationMode === 'AlwaysAllow' ? undefined : new RbacAuthorizer();
    this.#rbac = rbac;
    const authorizer = rbac ?? new AlwaysAllow();
    const kinds = makeKinds(parts, this.catalog, {
      webhooks: () => this.#webhooks.client,
      paramAccess: paramAccess(authorizer, this.catalog, this.#policies),
      namespaceLabels: (namespace) => this.#namespaceLabels.of(namespace),
    });
    const registry = new Registry({ store, kinds, clock, rng });
    this.#webhooks = this.#makeWebhooks(parts, authorizer);
    this.#aggregator = this.#makeAggregator(parts);
    const signer = new TokenSigner(parts.serviceAccountKey ?? NO_KEY_FILE);
    this.#signer = signer;
    const tokens = new ServiceAccountTokens({ signer, client: () => this.client('tokens'), clock });
    const authenticator = parts.authenticator.with(tokens);
    this.#authenticator = authenticator;
    const { catalog } = this;
    this.pipeline = new Pipeline({
      catalog,
      registry,
      authorizer,
      handlers: allHandlers({ catalog, registry, authorizer, authenticator, signer, clock, rng }),
      admission: this.#admission(rbac, authorizer),
      clock,
      rng,
    });
    this.#answers = new Answers({
      catalog: this.catalog,
      kinds,
      columns: loadColumns(data),
      printers,
      clock,
    });
    const { pipeline } = this;
    const openApi = new OpenApi(
      this.catalog,
      loadDescriptions(new URL('../descriptions/', data)),
      customSchemaOf,
      this.#aggregator.openApi,
    );
    const answers = this.#answers;
    const verbs = allVerbs(
      { pipeline, answers, clock, rng },
      connectVerbs({ pipeline, rng, backends: parts.backends ?? NO_BACKENDS }),
    );
    const metrics = new RequestMetrics(clock);
    const shutdown = this.#shutdown.signal;
    this.#api = new ApiHandler({ pipeline, verbs, answers, log, metrics, shutdown });
    const aggregator = this.#aggregator;
    this.#aggregated = new AggregatedApi({ aggregator, openApi, pipeline, clock, shutdown });
    const app: AppParts = {
      authenticator,
      pipeline,
      api: this.#api,
      aggregated: this.#aggregated,
      answers,
      rng,
      anonymous: rbac !== undefined,
      trusted: (request) => this.#trusted.has(serverOf(request.socket)),
      routes: this.#routes(openApi, metrics),
    };
    this.app = createApp(app);
    this.#direct = createDirectHandler(app);
  }

  /** What is served beside the resources. */
  #routes(openApi: OpenApi, requests: RequestMetrics): AppParts['routes'] {
    const { store, clock } = this.#parts;
    const { catalog } = this;
    const unready = (): string | undefined => (this.#ready ? undefined : 'starting');
    return routesOf({
      catalog,
      answers: this.#answers,
      clock,
      registrations: this.#aggregator.discovery,
      unready,
      more: [
        openApiRoutes(openApi, clock),
        openIdRoutes(this.#signer, () => this.#address),
        metricsRoutes({
          requests,
          release: catalog.release,
          objects: () => objectCounts(catalog, store),
          apiServices: () => this.#aggregator.services.availabilities(),
          usage: () => environment.usage(),
          unready,
        }),
      ],
    });
  }

  #makeWebhooks({ clock, rng, webhookServices }: ServerParts, authorizer: Authorizer): Webhooks {
    return new Webhooks({
      clock,
      rng,
      client: () => this.client('webhooks'),
      services: webhookServices,
      compile: celConditions((question) => authorizer.authorize(question)),
    });
  }

  #makeAggregator({ clock, rng, webhookServices, frontProxy }: ServerParts): Aggregator {
    return new Aggregator({
      client: () => this.client('aggregator'),
      clock,
      rng,
      standIns: webhookServices,
      identity: frontProxy,
    });
  }

  #admission(rbac: RbacAuthorizer | undefined, authorizer: Authorizer): Admission {
    const { clock, rng } = this.#parts;
    const { catalog } = this;
    const registry = (): Registry => this.pipeline.registry;
    const versions = objectVersions({ catalog, registry, clock, rng });
    const namespaces: NamespaceLookup = (name) => this.#namespace(name);
    const chain = new AdmissionChain(() =>
      builtInPlugins({
        client: this.client('kube-apiserver'),
        namespaces,
        maySigner: (user, verb, name) =>
          authorizer.authorize({ user, verb, resource: signerResource(name) }).allowed,
        webhooks: this.#webhooks.plugins({ namespaces, versions }),
        policies: validatingPolicies(this.#policies, {
          namespaces,
          versions,
          client: this.client('policies'),
          catalog: this.catalog,
          access: (question) => authorizer.authorize(question),
        }),
        configuration: this.#parts.admission ?? DEFAULT_CONFIGURATION,
        disabled: this.#parts.disabledAdmissionPlugins ?? new Set(),
        clock,
        rng,
      }),
    );
    return rbac === undefined ? chain : new EscalationGuard(chain, rbac);
  }

  /** A client for programs inside this process. */
  client(name: string): Client {
    return new InProcessClient(this.pipeline, systemUser(name), name, this.#aggregator.elsewhere);
  }

  /** Makes what every cluster has. Idempotent: a restart finds it there. */
  async start(advertise: { address: string; port: number }): Promise<void> {
    this.#address = `https://${advertise.address}:${advertise.port}`;
    const { store } = this.#parts;
    const unfollow = [
      await followDefinitions(store, this.catalog),
      await followPolicies(this.#policies, store, this.catalog),
      await this.#namespaceLabels.follow(store, this.catalog),
      await followApiServices(store, this.catalog, this.#aggregator.follow),
    ];
    this.#unfollow = () => {
      for (const stop of unfollow) stop();
    };
    await this.#webhooks.start(this.#parts.store, this.catalog);
    const { clock, log, certificateAuthority, serviceClusterIpRange: serviceCidr } = this.#parts;
    const clusterIp = this.#range().addressAt(1n);
    const authorities = this.#parts.frontProxy && {
      client: certificateAuthority,
      frontProxy: this.#parts.frontProxy.certificateAuthority,
    };
    const facts = { clusterIp, serviceCidr, now: clock.now(), authorities, ...advertise };
    await bootstrap(this.client('kube-apiserver'), facts);
    const { signal } = this.#shutdown;
    keepPublished(this.client('kube-apiserver'), facts, { clock, log, signal });
    await bootstrapRbac(this.client('kube-apiserver'));
    await this.#rbac?.start(this.client('kube-apiserver'), clock, this.#shutdown.signal);
    const controllers = new ControllerRuntime({
      client: (name) => this.client(name),
      clock,
      log,
      indexers: {},
    });
    addControllers(controllers, {
      certificateAuthority,
      signCertificate: this.#parts.signCertificate,
      policyTypes: typedKinds(this.catalog),
      remoteServers: this.#aggregator,
      sign: ({ metadata }, secret) => {
        const { namespace = '', name = '', uid = '' } = metadata;
        return this.#signer.sign(legacyClaimsOf(namespace, { name, uid }, secret));
      },
    });
    this.#controllers = controllers;
    this.#aggregator.start();
    await controllers.start();
    this.#ready = true;
  }

  /** @param tls undefined: plain HTTP, where nobody needs credentials */
  async listen(host: string, port: number, tls: TlsMaterial | undefined): Promise<Listener> {
    const { clock, rng } = this.#parts;
    const { pipeline } = this;
    const listener = await listen(this.app, {
      host,
      port,
      tls,
      direct: this.#direct,
      onUpgrade: (server) => {
        if (tls === undefined) this.#trusted.add(server);
        serveUpgrades(server, {
          api: this.#api,
          aggregated: this.#aggregated,
          watch: { pipeline, answers: this.#answers, clock, rng },
          authenticator: this.#authenticator,
          anonymous: this.#rbac !== undefined,
          trusted: tls === undefined,
          shutdown: this.#shutdown.signal,
        });
      },
    });
    this.#listeners.push(listener);
    return listener;
  }

  /** Ends watches and connections; the store stays open. */
  async stop(): Promise<void> {
    this.#ready = false;
    this.#controllers?.stop();
    this.#unfollow?.();
    this.#webhooks.stop();
    this.#aggregator.stop();
    this.#shutdown.abort();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  #range(): IpRange {
    return rangeOrThrow(this.#parts.serviceClusterIpRange);
  }

  async #namespace(name: string): Promise<KubeObject | undefined> {
    const resource = this.catalog.find('', 'v1', 'namespaces');
    if (resource === undefined) return undefined;
    try {
      return (await this.pipeline.registry.get({ resource, namespace: undefined, name })).object;
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }
}

function makeKinds(
  parts: ServerParts,
  catalog: Catalog,
  {
    webhooks,
    ...asked
  }: Pick<BehaviourDependencies, 'paramAccess' | 'namespaceLabels'> & {
    readonly webhooks: () => WebhookClient;
  },
): Kinds {
  const prefixOf = (plural: string): string => {
    const resource = catalog.find('networking.k8s.io', 'v1', plural);
    if (resource === undefined) throw new Error(`the catalog has no ${plural}`);
    return keyPrefix(resource);
  };
  const writer = new ObjectWrites(catalog, () => kinds);
  const behaviours = builtInBehaviours({
    ...asked,
    service: serviceDependencies({
      store: parts.store,
      rng: parts.rng,
      writer,
      cidrs: [parts.serviceClusterIpRange],
      nodePorts: parts.serviceNodePortRange,
      prefixes: { ipAddresses: prefixOf('ipaddresses'), serviceCidrs: prefixOf('servicecidrs') },
    }),
  });
  const kinds = new Kinds(catalog, behaviours, builtInConversions(), (resource) =>
    customKind(resource, { client: webhooks, rng: parts.rng }),
  );
  return kinds;
}

function rangeOrThrow(cidr: string): IpRange {
  const range = rangeOf(cidr);
  if (range === undefined) throw new Error(`${cidr} is no range of addresses`);
  return range;
}

/** The server that accepted a socket, under whatever wrapping. */
function serverOf(socket: unknown): unknown {
  return (socket as { server?: unknown }).server;
}
