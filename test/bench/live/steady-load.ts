import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface SteadyLoad {
  readonly url: string;
  readonly paths: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

const CONNECTIONS = 64;

/**
 * Asks at an even rate, whether answers come or not, and times each answer from the moment that its request was due:
 * what waits behind a slow answer counts as slow too. (autocannon asks for a second's share at full speed and then rests.)
 *
 * @returns milliseconds, ascending
 * @throws Error where an answer is none
 */
export async function steadyLoad({ url, paths, perSecond, seconds }: SteadyLoad): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const answers: Promise<number>[] = [];
  const began = performance.now();
  try {
    while (answers.length < perSecond * seconds) {
      const due = Math.min(perSecond * seconds, ((performance.now() - began) * perSecond) / 1_000);
      while (answers.length < due) {
        const dueAt = began + (answers.length * 1_000) / perSecond;
        answers.push(timeOf(`${url}${paths[answers.length % paths.length]}`, agent, dueAt));
      }
      await pause(1);
    }
    return (await Promise.all(answers)).sort((a, b) => a - b);
  } finally {
    agent.destroy();
  }
}

function timeOf(url: string, agent: Agent, dueAt: number): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
      answer.resume().once('end', () => resolve(performance.now() - dueAt));
    }).once('error', reject);
  });
}

export function quantile(ascending: readonly number[], part: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(part * ascending.length))] ?? Number.NaN;
}
