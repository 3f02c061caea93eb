import { join } from 'node:path';
import { createGzipFile } from '../dialect/gzip-file.ts';
import { record } from '../dialect/record.ts';
import { clickFields } from './click.ts';
import type { Clickstream } from './clickstream.ts';
import type { Edition } from './deliveries.ts';

/**
 * Writes a day's access and video file; a kind without rows gets no file. Returns the paths. Names are
 * `access-YYYY-MM-DD.csv.gz`, of a first edition `access-YYYY-MM-DD_1.csv.gz`, so that both can lie in one folder.
 */
export async function writeDay(
  clickstream: Clickstream,
  folder: string,
  day: string,
  edition: Edition,
): Promise<readonly string[]> {
  const suffix = edition === 'first' ? '_1' : '';
  const access = createGzipFile(join(folder, `access-${day}${suffix}.csv.gz`));
  const video = createGzipFile(join(folder, `video-${day}${suffix}.csv.gz`));
  try {
    for (const click of clickstream.clicksOf(day, edition)) {
      const written = (click.kind === 'access' ? access : video).write(record(clickFields(click)));
      if (written !== undefined) await written;
    }
    const paths = [await access.close(), await video.close()];
    return paths.filter((path) => path !== null);
  } catch (error) {
    await access.abort();
    await video.abort();
    throw error;
  }
}
