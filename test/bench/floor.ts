/** The same requests to a server that does the least: it says what part of a figure is the machine's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from './connection.ts';
import { fanOut, rate } from './measure.ts';
import { residentMib, startFloor, stop } from './processes.ts';
import type { Bench, Figure } from './steps.ts';
import {
  appliedService,
  configMap,
  configMapsOf,
  FIGURES,
  OBJECTS,
  PROTOBUF,
  patch,
  service,
  servicesOf,
} from './steps.ts';

const GETS = 20_000;
const LISTS = 64;

/** What kubedouble answered, for the floor to answer. */
export interface Answers {
  readonly configMap: string;
  readonly service: Buffer;
  readonly serviceProtobuf: Buffer;
  readonly list: Buffer;
  readonly listProtobuf: Buffer;
}

export async function answersOf(bench: Bench): Promise<Answers> {
  const connection = await Connection.open(bench.target);
  const read = (path: string, accept = 'application/json'): Promise<Buffer> =>
    connection.request('GET', path, '', { accept });
  const services = servicesOf(bench);
  try {
    return {
      configMap: (await read(`${configMapsOf(bench)}/c-1`)).toString('utf8').trim(),
      service: await read(`${services}/s-1`),
      serviceProtobuf: await read(`${services}/s-1`, PROTOBUF),
      list: await read(services),
      listProtobuf: await read(services, PROTOBUF),
    };
  } finally {
    connection.close();
  }
}

/** @param folder where kubedouble keeps its certificates */
export async function measureFloor(folder: string, answers: Answers): Promise<Map<string, number>> {
  const { service: object, configMap: text, ...bodies } = answers;
  const files = Object.fromEntries(
    Object.entries(bodies).map(([name, bytes]) => {
      const file = join(folder, `floor-${name}`);
      writeFileSync(file, bytes);
      return [name, file];
    }),
  );
  const database = join(folder, 'floor.db');
  const server = await startFloor(folder, { object: object.toString('utf8'), files, database });
  const values = new Map<string, number>();
  const set = ({ what }: Figure, value: number): unknown => values.set(what, value);
  const read = (path: string, count: number): Promise<number> =>
    rate(server, { count, send: (connection) => connection.request('GET', path) });
  const write = (method: string, body?: string): Promise<number> =>
    rate(server, {
      count: OBJECTS,
      send: (connection, index) => connection.request(method, `/write/${index}`, body),
    });
  set(FIGURES.firstStart, server.readyMs);
  set(FIGURES.start, server.readyMs);
  set(FIGURES.idle, residentMib(server));
  set(FIGURES.createConfigMap, await write('POST', configMap(1)));
  set(FIGURES.createService, await write('POST', service(1)));
  set(FIGURES.get, await read('/object', GETS));
  set(FIGURES.getProtobuf, await read('/serviceProtobuf', GETS));
  set(FIGURES.list, await read('/list', LISTS));
  set(FIGURES.listProtobuf, await read('/listProtobuf', LISTS));
  set(FIGURES.merge, await write('PATCH', patch('merge', 1)));
  set(FIGURES.strategic, await write('PATCH', patch('strategic', 1)));
  set(FIGURES.apply, await write('PATCH', appliedService(1)));
  const { eventsPerSecond, p99Ms } = await fanOut(server, {
    watch: '/watch',
    write(connection, mark, index) {
      const event = `{"type":"ADDED","object":${text.replace('"key":"value"', `"mark":"${mark}"`)}}`;
      return connection.request('POST', `/event/${index}`, event);
    },
  });
  set(FIGURES.events, eventsPerSecond);
  set(FIGURES.eventP99, p99Ms);
  set(FIGURES.loaded, residentMib(server));
  set(FIGURES.delete, await write('DELETE'));
  await stop(server);
  return values;
}
