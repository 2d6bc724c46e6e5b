import { startGuard, type Guard } from '@analyticbot/embedded';

let guard: Guard | undefined;

/** One guard a test process: it ends the servers of tests that were killed before they could stop them. */
export function testGuard(): Guard {
  guard ??= startGuard();
  return guard;
}
