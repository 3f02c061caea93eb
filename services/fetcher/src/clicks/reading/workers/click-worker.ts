import { fileTask } from './messages.ts';
import { serveFile } from './serve-file.ts';

/** What each worker thread runs, once a file. */
export default function serve(task: unknown): Promise<void> {
  return serveFile(fileTask.parse(task));
}
