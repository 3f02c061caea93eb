import { type ReadonlySignal, signal } from '@preact/signals';
import type { CourseChoice } from '../api/cohort-source.ts';
import { type Connection, keepFresh } from './keep-fresh.ts';
import type { LearnerSession } from './learner-session.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

/** Before the page of a link that names no course: opens the only course of the token, or lets one be chosen. */
export interface CourseDoor {
  /** Null until they are known. */
  readonly courses: ReadonlySignal<readonly CourseChoice[] | null>;
  readonly session: ReadonlySignal<LearnerSession | null>;
  readonly connection: ReadonlySignal<Connection>;
  choose(courseId: string): void;
  refresh(): Promise<void>;
}

export interface CourseDoorDeps {
  readonly find: () => Promise<readonly CourseChoice[]>;
  readonly open: (courseId: string) => LearnerSession;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly random: () => number;
}

export function createCourseDoor({ find, open, ...deps }: CourseDoorDeps): CourseDoor {
  const courses = signal<readonly CourseChoice[] | null>(null);
  const session = signal<LearnerSession | null>(null);
  const connection = signal<Connection>({ kind: 'connecting' });
  const choose = (courseId: string) => {
    fresh.stop();
    session.value = open(courseId);
  };
  const fresh = keepFresh({
    ...deps,
    stream: null,
    load: async () => {
      const found = await find();
      courses.value = found;
      const [only] = found;
      if (found.length === 1 && only !== undefined) choose(only.courseId);
    },
    onConnection: (next) => {
      connection.value = next;
    },
  });
  return { courses, session, connection, choose, refresh: fresh.refresh };
}
