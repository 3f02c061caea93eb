import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrackerError } from '@learning-tracker/runtime';
import type { RedisArgument, RedisConnection } from './connection.ts';

const FOLDER = join(import.meta.dirname, 'scripts');
const INCLUDE = /^-- @include (.+)$/gm;

/** The files of `scripts/`; a name ends with the number of keys, `n` being any number. */
export type ScriptName =
  | 'changes-1'
  | 'claim-1'
  | 'commit-content-5n'
  | 'commit-learners-4n'
  | 'erase-content-4'
  | 'erase-learner-6'
  | 'lease-acquire-1'
  | 'lease-release-1'
  | 'lease-renew-1'
  | 'load-n'
  | 'open-1'
  | 'propose-settings-2'
  | 'read-course-2'
  | 'read-n'
  | 'vault-write-2';

export interface Scripts {
  run(name: ScriptName, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown>;
}

interface Script {
  readonly source: string;
  readonly sha: string;
}

/**
 * Runs scripts by their digest. A server that does not know one (a new one, one that restarted or was flushed, another
 * node of a cluster) is sent the script itself once, which it then knows.
 */
export function createScripts(connection: RedisConnection): Scripts {
  const scripts = new Map<ScriptName, Script>();

  function script(name: ScriptName): Script {
    const known = scripts.get(name);
    if (known !== undefined) return known;
    const read = readScript(name);
    scripts.set(name, read);
    return read;
  }

  return {
    async run(name, keys, args) {
      const { source, sha } = script(name);
      const rest = [keys.length, ...keys, ...args];
      try {
        return await connection.send('evalsha', [sha, ...rest]);
      } catch (error) {
        if (!isUnknownScript(error)) throw error;
        return connection.send('eval', [source, ...rest]);
      }
    },
  };
}

export function readScript(name: ScriptName): Script {
  const source = readFileSync(join(FOLDER, `${name}.lua`), 'utf8').replace(INCLUDE, (_, file: string) =>
    readFileSync(join(FOLDER, file), 'utf8'),
  );
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

function isUnknownScript(error: unknown): boolean {
  return (
    error instanceof TrackerError &&
    error.cause instanceof Error &&
    error.cause.message.startsWith('NOSCRIPT')
  );
}
