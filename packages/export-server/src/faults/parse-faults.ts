import { TrackerError } from '@learning-tracker/runtime';
import { FAULT_NAMES, type FaultName, type FaultRules, type HowOften } from './faults.ts';

/** Numbers that people know these by. */
const SHORT_NAMES: Readonly<Record<string, FaultName>> = {
  '401': 'unauthorized',
  '403': 'forbidden',
  '429': 'too-many-requests',
  '500': 'server-error',
};

/**
 * Faults as the command line writes them, separated by commas: `cut` (once), `429=3` (the first three times),
 * `never-ready=10%` (each time with that chance), `heading:OLD=NEW` (what `changed-headings` changes).
 *
 * @throws TrackerError STUB_FAULTS_UNKNOWN
 */
export function parseFaults(text: string): FaultRules {
  const rules = new Map<FaultName, HowOften>();
  const headings: Record<string, string> = {};
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const [name = '', value] = part.split('=', 2);
    const heading = /^heading:(\w+)$/.exec(name)?.[1];
    if (heading !== undefined && value !== undefined && /^\w+$/.test(value)) {
      headings[heading] = value;
      continue;
    }
    const fault = SHORT_NAMES[name] ?? FAULT_NAMES.find((known) => known === name);
    const often = howOften(value);
    if (fault === undefined || often === null) throw unknownFault(part);
    rules.set(fault, often);
  }
  const changes = Object.keys(headings).length > 0;
  if (changes && !rules.has('changed-headings')) rules.set('changed-headings', { chance: 1 });
  return { ...Object.fromEntries(rules), ...(changes ? { headings } : {}) };
}

function howOften(text: string | undefined): HowOften | null {
  if (text === undefined) return { times: 1 };
  const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { chance: Number(percent) / 100 };
  return /^\d{1,9}$/.test(text) ? { times: Number(text) } : null;
}

function unknownFault(part: string): TrackerError {
  const names = [...Object.keys(SHORT_NAMES), ...FAULT_NAMES].join(', ');
  return new TrackerError(
    'STUB_FAULTS_UNKNOWN',
    `${part} is no fault`,
    `Faults are ${names}, each alone (once), with =3 (the first three times) or =10% (a chance), and heading:OLD=NEW; separate them by commas.`,
  );
}
