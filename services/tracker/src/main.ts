#!/usr/bin/env -S node --max-semi-space-size=8 --max-old-space-size=1024
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { CommanderError } from 'commander';
import { createProgram } from './cli/program.ts';

// Node sizes its heap by the machine's memory. A young generation of 8 MB and an old one of at most 1 GB (far more than
// is needed, but it makes the collector thriftier) keep a long run's resident memory some 150 MB lower.

/** Exit codes: 0 done, 1 failed, 2 the command line or the configuration cannot be used. */
const USAGE_CODES: ReadonlySet<string> = new Set(['USAGE', 'CONFIG_INVALID', 'ENVIRONMENT_INVALID']);

try {
  await createProgram((code) => {
    process.exitCode = code;
  }, process.env).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof TrackerError) {
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint}\n`);
    process.exitCode = USAGE_CODES.has(error.code) ? 2 : 1;
  } else {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error)}\n`,
    );
    process.exitCode = 1;
  }
}
