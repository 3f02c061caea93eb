import { existsSync, rmSync } from 'node:fs';
import { fileTask } from '../clicks/reading/workers/messages.ts';
import { serveFile } from '../clicks/reading/workers/serve-file.ts';

/** A worker whose thread ends instead of giving its second block, once, where a file `<path>.dies` lies. */
export default function serve(given: unknown): Promise<void> {
  const task = fileTask.parse(given);
  const mark = `${task.path}.dies`;
  const post = task.port.postMessage.bind(task.port);
  let posted = 0;
  task.port.postMessage = (message, transfer) => {
    posted += 1;
    // The first message says that the file is open.
    if (posted === 3 && existsSync(mark)) {
      rmSync(mark);
      process.exit(1);
    }
    post(message, Array.isArray(transfer) ? transfer : []);
  };
  return serveFile(task);
}
