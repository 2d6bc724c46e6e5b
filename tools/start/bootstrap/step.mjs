import { clearTimeout, setTimeout } from 'node:timers';

/** A step that takes longer than this says that it is under way. */
const PATIENCE_MS = 1_500;

/**
 * Runs one step and prints one line for it: `✔ label detail (1.2 s)`, or `✖ label` when it throws. `work` gets a function that sets the detail.
 */
export async function step(label, work) {
  const started = Date.now();
  let detail = '';
  const timer = setTimeout(() => console.log(`… ${label}`), PATIENCE_MS);
  try {
    const result = await work((text) => (detail = ` ${text}`));
    console.log(`✔ ${label}${detail} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    console.log(`✖ ${label}`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
