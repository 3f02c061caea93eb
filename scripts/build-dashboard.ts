/**
 * Builds the dashboard into `services/gateway/dashboard/dist`, with a brotli and a gzip copy beside each file, unless
 * what is there was built from the same sources and versions. Built aside and then put in place, so that a build that
 * is broken off leaves nothing half.
 */
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const FOLDER = 'services/gateway/dashboard';
const DIST = join(FOLDER, 'dist');
/** Names what the build was made from. */
const STAMP = '.inputs';

const inputs = digestOfInputs();
if (stampOf(DIST) === inputs) {
  process.stdout.write('the dashboard is built already\n');
} else {
  const aside = join('.data', `dashboard-${process.pid}`);
  mkdirSync('.data', { recursive: true });
  try {
    await build({
      configFile: join(FOLDER, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: join(process.cwd(), aside) },
    });
    compress(aside);
    writeFileSync(join(aside, STAMP), inputs);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(aside, DIST);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  process.stdout.write(`the dashboard is built into ${DIST}\n`);
}

/** Of every file the build reads; the lock file stands for the versions of what is installed. */
function digestOfInputs(): string {
  const digest = createHash('sha256');
  const files = globSync([
    `${FOLDER}/*.*`,
    `${FOLDER}/{src,public}/**/*`,
    'package-lock.json',
    'scripts/build-dashboard.ts',
  ])
    .filter((path) => !path.endsWith('.test.ts') && statSync(path).isFile())
    .sort();
  for (const path of files) digest.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return digest.digest('hex');
}

function stampOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, STAMP), 'utf8');
  } catch {
    return null;
  }
}

/** Fonts are compressed by themselves. */
function compress(folder: string): void {
  for (const path of globSync(join(folder, '**/*.{html,js,css,svg,json}'))) {
    const content = readFileSync(path);
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    );
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}
