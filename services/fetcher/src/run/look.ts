import type { ExportFileKind } from '@learning-tracker/coursera';
import { messageOf } from '@learning-tracker/runtime';
import type { Ledger } from '../ledger/index.ts';
import type { FetcherDeps, RunOptions, SourceFile } from '../model.ts';

/** An export file; the same content elsewhere is none of its own. */
export interface Candidate {
  readonly source: SourceFile;
  readonly kind: ExportFileKind;
  readonly checksum: string;
  /** Size and time are the same as at the look before. */
  readonly settled: boolean;
}

export interface Unready {
  readonly source: SourceFile;
  readonly code: 'FETCH_STILL_WRITTEN' | 'FETCH_FILE_UNREADABLE';
  readonly reason: string;
}

export interface Look {
  readonly candidates: readonly Candidate[];
  readonly unready: readonly Unready[];
  /** Files of the same content under another name. */
  readonly copies: number;
}

/** Sees what the source holds. A file's checksum is computed once for each size and time. */
export async function lookAtSource(
  deps: FetcherDeps,
  ledger: Ledger,
  { patient = false }: RunOptions,
): Promise<Look> {
  const candidates = new Map<string, Candidate>();
  const unready: Unready[] = [];
  let copies = 0;
  for (const source of await deps.source.files()) {
    const kind = deps.readers.classifyExportFile(source.name);
    if (kind === null) continue;
    const known = ledger.files.path(source.path);
    const settled =
      known !== null && known.bytes === source.bytes && known.modifiedAtMs === source.modifiedAtMs;
    if (patient && known !== null && !settled) {
      ledger.files.setPath(source, null);
      unready.push({
        source,
        code: 'FETCH_STILL_WRITTEN',
        reason: 'The file has changed since the last look.',
      });
      continue;
    }
    let checksum = settled ? known.checksum : null;
    if (checksum === null) {
      try {
        checksum = await deps.readers.fileChecksum(source.path);
      } catch (error) {
        unready.push({ source, code: 'FETCH_FILE_UNREADABLE', reason: messageOf(error) });
        continue;
      }
      ledger.files.setPath(source, checksum);
      const before = known?.checksum ?? checksum;
      if (before !== checksum) ledger.files.forgetFailed(before);
    }
    if (candidates.has(checksum)) copies += 1;
    else candidates.set(checksum, { source, kind, checksum, settled });
  }
  return { candidates: [...candidates.values()], unready, copies };
}
