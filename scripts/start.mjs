// `npm start -- [options]`: the server from a clone, whatever is still missing there.
import { pathToFileURL } from 'node:url';
import { BUNDLE, build, install } from './set-up.mjs';

install();
build();

// In this very process: its id, its signals and its exit code are then the server's.
await import(pathToFileURL(BUNDLE).href);
