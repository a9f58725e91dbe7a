import { MemoryStore } from '../../src/store/memory/memory-store.ts';
import { storeSuite } from './store.suite.ts';

storeSuite({ name: 'memory', open: (options) => new MemoryStore(options) });
