import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../.data/servers/', import.meta.url));
const BROKER_POM = fileURLToPath(new URL('./pom.xml', import.meta.url));
const STREAMS_POM = fileURLToPath(new URL('../bench/kafka-streams/pom.xml', import.meta.url));
const REGISTRY = { artefact: 'apicurio-registry-app', version: '3.0.9' } as const;
const NEEDED_JAVA = 17;

/** Folder with the jars of the broker; downloaded once into the project's data folder. */
export function kafkaJars(): Promise<string> {
  return jarsOf('kafka-4.1.1', BROKER_POM);
}

/** Folder with the jars of Kafka Streams, for the bench. */
export function kafkaStreamsJars(): Promise<string> {
  return jarsOf('kafka-streams-4.1.1-avro-1.12.0', STREAMS_POM);
}

/** A folder of the cache with everything that the pom names. */
function jarsOf(name: string, pom: string): Promise<string> {
  return cached(name, async (folder) => {
    await copyFile(pom, join(folder, 'pom.xml'));
    maven(folder, ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]);
  });
}

/** The jar that runs the schema registry; its libraries lie beside it. */
export async function registryJar(): Promise<string> {
  const { artefact, version } = REGISTRY;
  const folder = await cached(`${artefact}-${version}`, async (target) => {
    maven(target, [
      'dependency:copy',
      `-Dartifact=io.apicurio:${artefact}:${version}:tar.gz:all`,
      `-DoutputDirectory=${target}`,
    ]);
    const archive = join(target, `${artefact}-${version}-all.tar.gz`);
    run('tar', ['-xzf', archive, '-C', target], target, 'tar is needed to unpack the schema registry.');
    await rm(archive);
  });
  return join(folder, `${artefact}-${version}-runner.jar`);
}

/** Throws one clear error where there is no Java of the right age and none can be installed. */
export function ensureJava(): void {
  ensureTool('java', 'openjdk-17-jre-headless');
  const printed = spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr;
  const major = Number(/version "(\d+)/.exec(printed)?.[1]);
  if (major < NEEDED_JAVA) {
    throw new Error(
      `the servers need Java ${NEEDED_JAVA} or newer, but java is ${major}; install a newer one`,
    );
  }
}

/** The same for the compiler. */
export function ensureJavaCompiler(): void {
  ensureJava();
  ensureTool('javac', 'openjdk-17-jdk-headless');
}

/** Fills a folder of the cache once; what a broken download left is never taken for the whole. */
async function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, `${name}.partial-`));
  try {
    await fill(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another process was quicker; its folder is as good.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function maven(cwd: string, args: readonly string[]): void {
  ensureTool('mvn', 'maven');
  run(
    'mvn',
    ['-B', '-q', ...args],
    cwd,
    'Maven Central must be reachable the first time; later runs use the cache.',
  );
}

function run(command: string, args: readonly string[], cwd: string, hint: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed. ${hint}\n${stdout}${stderr}`);
}

/** Installs a missing tool where this user may, so that a bare machine can run every test. */
export function ensureTool(command: string, debianPackage: string): void {
  if (exists(command)) return;
  if (process.getuid?.() === 0 && exists('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], {
      env,
      stdio: 'ignore',
    });
    if (exists(command)) return;
  }
  throw new Error(
    `${command} is missing and could not be installed: install the package ${debianPackage}, or give the addresses ` +
      'of running servers in KAFKA_BROKERS and SCHEMA_REGISTRY_URL',
  );
}

function exists(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}
