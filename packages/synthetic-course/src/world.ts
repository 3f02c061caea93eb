import { createForum, type Forum } from './behaviour/forum.ts';
import type { Life } from './behaviour/life.ts';
import { live } from './behaviour/live.ts';
import type { CourseModel } from './model/model.ts';

/** The course as it was lived: what all exports are written from. */
export interface World {
  readonly model: CourseModel;
  /** In the order of `model.people.all`. */
  readonly lives: readonly Life[];
  readonly forum: Forum;
}

export function createWorld(model: CourseModel): World {
  const lives = model.people.all.map((person) =>
    live(person, model.weeks, model.random.split('life', person.number)),
  );
  return { model, lives, forum: createForum(model, lives) };
}
