import type { Forum } from '../behaviour/forum.ts';
import type { Task, Visit } from '../behaviour/life.ts';
import { hashedId } from '../ids.ts';
import type { Item } from '../model/content.ts';
import { LECTURE } from '../model/item-types.ts';
import type { CourseModel } from '../model/model.ts';
import type { Person } from '../model/people.ts';
import { itemAt, type Random } from '../random.ts';
import { MINUTE, type Micros, SECOND } from '../time.ts';
import type { Click } from './click.ts';
import { createUrls } from './urls.ts';
import { videoActions } from './video-actions.ts';

const GOOGLE = 'https://www.google.com/';

/** Turns a visit into its clicks, in time order by kind; the same clicks however often it is asked. */
export function createClicksOfVisit(
  model: CourseModel,
  forum: Forum,
): (person: Person, visit: Visit) => readonly Click[] {
  const urls = createUrls(model.slug);
  const lastWeek = model.weeks - 1;

  return (person, visit) => {
    const random = model.random.split('clicks', person.number, visit.number);
    const week = Math.min(lastWeek, Math.max(0, visit.week));
    const clicks: Click[] = [];
    const shared = {
      person,
      device: random.chance(0.25) ? person.phone : person.computer,
      cookieId: hashedId(random),
      referrer: random.chance(0.35) ? '' : random.chance(0.5) ? GOOGLE : urls.welcome,
      courseOrBranchId: random.chance(0.06) ? visit.branchId : model.courseId,
    };

    const access = (at: Micros, url: string, key: string, value: string): void => {
      clicks.push({ kind: 'access', ...shared, at: precise(at, random), url, key, value });
    };
    const view = (at: Micros, url: string): void =>
      access(at, url, 'pageview', random.chance(0.5) ? '{}' : `{"from":"home","n":${random.int(6)}}`);
    const render = (at: Micros, url: string): void =>
      access(at, url, 'page.item.render', '{"isRedirect":false}');

    function study(task: Task, item: Item): void {
      const url = urls.item(item, random);
      render(task.from, url);
      view(task.from + 350_000, url);
      const span = task.to - task.from;
      const looks = Math.max(1 + random.int(3), Math.floor(span / (9 * MINUTE)));
      for (let n = 1; n <= looks; n += 1) {
        const at = task.from + (span * (n - 0.5 + random.next() * 0.4)) / (looks + 0.5);
        view(at, random.chance(0.6) ? urls.withinItem(item, random) : url);
      }
      if (random.chance(0.4)) render(task.to, url);
      if (item.type !== LECTURE) return;
      for (const action of videoActions(item.id, task.from + 2 * SECOND, task.to, random)) {
        const at = precise(action.at, random);
        clicks.push({
          kind: 'video',
          ...shared,
          at,
          url,
          key: 'user.video.lecture.action',
          value: action.value,
        });
      }
    }

    function browse(task: Task): void {
      view(task.from, urls.forumPage(random, week));
      const threads = 1 + random.int(4);
      const known = forum.countUpTo(task.from);
      for (let n = 0; n < threads; n += 1) {
        const at = task.from + ((task.to - task.from) * (n + 0.3 + random.next() * 0.5)) / threads;
        const newest = Math.min(known, 30);
        const question = newest === 0 ? null : itemAt(forum.questions, known - 1 - random.int(newest));
        view(
          at,
          question === null
            ? urls.forumPage(random, week)
            : urls.thread(question.forumId, question.id, random),
        );
      }
    }

    view(visit.startAt, random.chance(0.7) ? urls.welcome : urls.week(week));
    render(visit.startAt + 800_000, urls.week(week));
    if (random.chance(0.5)) view(visit.startAt + 3 * SECOND, urls.stray(random, week));
    for (const task of visit.tasks) {
      if (task.item === null) browse(task);
      else study(task, task.item);
    }
    view(visit.endAt, random.chance(0.5) ? urls.week(week) : urls.welcome);

    // A double click: the same row twice, to the last character.
    if (random.chance(0.03)) clicks.push(itemAt(clicks, random.int(clicks.length)));
    return clicks;
  };
}

/** Clicks are exact to the millisecond, one in fifty to the microsecond. */
function precise(at: Micros, random: Random): Micros {
  return Math.floor(at / 1000) * 1000 + (random.chance(0.02) ? 1 + random.int(999) : 0);
}
