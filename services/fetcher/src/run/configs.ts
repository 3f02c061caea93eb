import { canonicalCourseJson } from '@learning-tracker/runtime';
import { recordKey, TOPICS } from '@learning-tracker/streams';
import type { Work } from './work.ts';

/** Publishes each course.json that differs from the one last published. */
export async function publishConfigs({ deps, ledger, step, append }: Work): Promise<void> {
  for (const config of deps.courses) {
    const { courseId } = config;
    const json = canonicalCourseJson(config);
    let known = ledger.courses.config(courseId);
    if (known?.json !== json) {
      // Noted first: after a crash the same version is published again, not a second one.
      step('note config');
      // The greater version wins, also where the clock went back.
      const version = Math.max(deps.clock.now(), known === null ? 0 : known.version + 1);
      ledger.courses.setConfig(courseId, json, version);
      known = ledger.courses.config(courseId);
    }
    if (known === null || known.published) continue;
    step('publish config');
    const value = deps.serde.encode('CourseConfigured', { courseId, version: known.version, json });
    await append([{ topic: TOPICS.courseContent, partition: 0, key: recordKey(courseId), value }]);
    step('published config');
    ledger.courses.configPublished(courseId);
  }
}
