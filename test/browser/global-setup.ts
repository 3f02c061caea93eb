import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The dashboard is built once before the tests that look at it; nothing is done where it is built already. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/build-dashboard.ts']);
}
