/** Randomized tests repeat with STORE_TEST_SEED; the seed stands in the name of each. */
export const SEED = Number(process.env['STORE_TEST_SEED'] ?? Math.floor(Math.random() * 1e9));
