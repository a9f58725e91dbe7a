import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/**
 * Which room may import which: the table of docs/ARCHITECTURE.md. Type-only imports count. An arrow
 * that is missing here is added in review, with a reason, or not at all.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  apimachinery: ['base'],
  cel: ['base', 'apimachinery'],
  // Definitions carry validation rules, which values are checked against where their schemas are.
  catalog: ['base', 'apimachinery', 'cel'],
  store: ['base'],
  client: ['base', 'apimachinery'],
  registry: ['base', 'apimachinery', 'catalog', 'store'],
  allocators: ['base', 'store'],
  // Custom resources are converted by webhooks.
  resources: ['base', 'apimachinery', 'cel', 'catalog', 'registry', 'allocators', 'webhooks'],
  auth: ['base', 'apimachinery', 'client'],
  // Answers of webhooks are decoded as bodies are.
  webhooks: ['base', 'apimachinery', 'catalog', 'client'],
  admission: ['base', 'apimachinery', 'cel', 'catalog', 'client', 'webhooks'],
  // Services are found for other servers as they are for webhooks; what those serve is discovery.
  aggregator: ['base', 'apimachinery', 'catalog', 'client', 'webhooks'],
  // The catalog names the resource of a request and decodes what a patch makes.
  pipeline: [
    'base',
    'apimachinery',
    'catalog',
    'store',
    'registry',
    'auth',
    'admission',
    'client',
    'webhooks',
  ],
  // The registry's answers (stored text, pages, tables) are written as they are; copying them into
  // types of the pipeline would be the same words twice. `auth` tells who is at the door.
  http: ['base', 'apimachinery', 'catalog', 'pipeline', 'registry', 'auth', 'aggregator'],
  // Defaults and names of a kind are pure functions that its controller shares: an EndpointSlice is
  // made and validated by the same rules.
  controllers: ['base', 'apimachinery', 'cel', 'client', 'resources'],
  nodes: ['base', 'apimachinery', 'client'],
  network: ['base', 'apimachinery', 'client'],
  doubles: ['base', 'apimachinery', 'store'],
  admin: ['base', 'doubles'],
  config: ['base'],
};

/** They put the rooms together, and nothing imports them but each other. */
const composition: readonly string[] = [
  'cli',
  'main.ts',
  'index.ts',
  'server.ts',
  'server-parts.ts',
  'bootstrap.ts',
  'bootstrap-authentication.ts',
];

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly shown: string;
}

function arrows(): Arrow[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  // Tests may look into every room.
  const sources = files.filter((file) => file.endsWith('.ts') && !/\.(test|suite)\.ts$/.test(file));
  return sources.flatMap((file) => {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    const named = text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+)'/g);
    return [...named].map(([, specifier = '']) => {
      const target = relative(SOURCE, resolve(dirname(join(SOURCE, file)), specifier));
      return { from: roomOf(file), to: roomOf(target), shown: `${file} imports ${target}` };
    });
  });
}

/** The first folder of a path below `src`; a file outside all rooms is its own. */
function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

describe('the rooms of the house', () => {
  const found = arrows();

  test('are all in the table', () => {
    const rooms = new Set(found.map(({ from }) => from));
    const known = new Set([...Object.keys(mayImport), ...composition]);

    expect([...rooms].filter((room) => !known.has(room))).toEqual([]);
    expect(found.length).toBeGreaterThan(500);
  });

  test('import only what the table allows', () => {
    const forbidden = found.filter(
      ({ from, to }) =>
        from !== to && !composition.includes(from) && mayImport[from]?.includes(to) !== true,
    );

    expect(forbidden.map(({ shown }) => shown)).toEqual([]);
  });

  test('come off: nothing but the composition root knows nodes, network, doubles and admin', () => {
    const optional = ['nodes', 'network', 'doubles', 'admin'];
    const bound = found.filter(
      ({ from, to }) =>
        optional.includes(to) && from !== to && from !== 'admin' && !composition.includes(from),
    );

    expect(bound.map(({ shown }) => shown)).toEqual([]);
  });
});
