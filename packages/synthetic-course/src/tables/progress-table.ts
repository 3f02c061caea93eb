import { tableTime } from '../time.ts';
import { knownLives } from './known.ts';
import { type TableMaker, table } from './table.ts';

export const progressTable: TableMaker = (world, snapshotAt) =>
  table(
    'course_progress',
    [
      'course_id',
      'course_item_id',
      `${world.model.partner}_user_id`,
      'course_progress_state_type_id',
      'course_progress_ts',
    ],
    function* () {
      for (const { person, progress } of knownLives(world, snapshotAt)) {
        for (const { item, state, at } of progress) {
          if (at > snapshotAt) continue;
          yield [world.model.courseId, item.id, person.tableId, String(state), tableTime(at)];
        }
      }
    },
  );
