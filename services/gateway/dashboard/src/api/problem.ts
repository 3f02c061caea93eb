/**
 * Why a call to the gateway gave nothing, as far as the page acts on it. `unreachable`: no answer, or one of a
 * server that is not well; asking again may help.
 */
export type ProblemKind =
  | 'unreachable'
  | 'busy'
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'invalid'
  | 'unreadable';

export class Problem extends Error {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Problem';
    this.kind = kind;
  }
}

export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable', 'No answer.', error);
}

/** Whether asking again later may help. */
export function isPassing(problem: Problem): boolean {
  return problem.kind === 'unreachable' || problem.kind === 'busy';
}

export function kindOfStatus(status: number): ProblemKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'missing';
  if (status === 409) return 'conflict';
  if (status === 408 || status === 429) return 'busy';
  return status < 500 ? 'invalid' : 'unreachable';
}
