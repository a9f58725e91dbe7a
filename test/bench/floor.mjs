// The least that a server can do: node:https (or SQLite behind it) answering bytes it was given.
// node floor.mjs SETTINGS: a JSON file with port, key, cert, object (a text), files (texts by name)
// and, for writes, database.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Database from 'better-sqlite3';

const parts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const object = Buffer.from(parts.object);
const files = new Map(
  Object.entries(parts.files ?? {}).map(([name, file]) => [`/${name}`, readFileSync(file)]),
);
const insert = parts.database === undefined ? undefined : prepare(parts.database);
const watchers = new Set();

const server = createServer({ key: parts.key, cert: parts.cert }, (request, response) => {
  if (request.url === '/watch') {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    watchers.add(response);
    response.once('close', () => watchers.delete(response));
    return;
  }
  if (request.method === 'GET') {
    answer(response, files.get(request.url) ?? object);
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    insert?.run(request.url, parts.object);
    if (request.url.startsWith('/event')) for (const each of watchers) each.write(`${body}\n`);
    answer(response, object);
  });
});
server.listen(parts.port, '127.0.0.1');

function answer(response, body) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}

function prepare(file) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec('CREATE TABLE log (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT) STRICT');
  return db.prepare('INSERT INTO log (key, value) VALUES (?, ?)');
}
