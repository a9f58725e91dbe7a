/** The store's words that whoever allocates has to name; the rest of it is nobody's business there. */
export type { Entry, Store, Write } from '../store/store.ts';
