import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failed } from '../contract/failure.ts';
import { outputFailure } from './file-failure.ts';

/**
 * DuckDB, locked down, for what it is right for: Parquet in and out. It never guesses here: every text it reads has
 * an explicit dialect and every column an explicit type.
 *
 * It is loaded at the first use (30 MB of memory and a quarter of a second), so a CSV job never pays for it.
 */
export interface Duckdb {
  /** Runs one statement to its end; the answer is the number of rows it wrote, where it wrote any. */
  run(sql: string): Promise<number>;
  /** All rows of a query whose columns are all VARCHAR. Meant for small answers. */
  texts(sql: string): Promise<(string | null)[][]>;
}

export interface DuckdbOptions {
  /** The only files it may open, for reading or writing. */
  files: readonly string[];
  /** A folder it may make for what does not fit in memory; removed afterwards. None: it never spills. */
  spillFolder?: string;
  signal?: AbortSignal;
  /** Share of the running statement done, 0..1. */
  onProgress?: (share: number) => void;
}

/** The first is enough for any ordinary table, and DuckDB fills what it may; the others are for very wide or long rows. */
const memoryLimitsMb = [32, 128, 768];
const progressEveryMs = 100;

/**
 * Opens an in-memory DuckDB that can reach nothing but `files`, hands it to `use` and closes it.
 * `use` may be called again with more memory when DuckDB ran out of it, so it must be able to start over.
 *
 * @throws FailureError CANCELLED when the signal fires; whatever `use` throws else. DuckDB's own errors are plain
 * Errors: see {@link duckdbReason}.
 */
export async function withDuckdb<T>(options: DuckdbOptions, use: (duckdb: Duckdb) => Promise<T>): Promise<T> {
  for (const [attempt, memoryMb] of memoryLimitsMb.entries()) {
    try {
      return await openOnce(options, memoryMb, use);
    } catch (error) {
      if (options.signal?.aborted) throw failed('CANCELLED', 'Cancelled');
      const outOfMemory = error instanceof Error && error.message.startsWith('Out of Memory Error');
      if (!outOfMemory) throw error;
      if (attempt === memoryLimitsMb.length - 1) {
        throw failed(
          'ENGINE_MEMORY',
          `A row group of this file does not fit in ${memoryMb} MB; write it with smaller row groups`,
        );
      }
    }
  }
  throw failed('INTERNAL', 'No memory limit was tried');
}

async function openOnce<T>(
  options: DuckdbOptions,
  memoryMb: number,
  use: (duckdb: Duckdb) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const spill = options.spillFolder === undefined ? '' : resolve(options.spillFolder);
  if (spill !== '') await mkdir(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    // One thread keeps the memory of a conversion small and the order of its rows beyond doubt; at these shapes
    // a second one measured slower.
    threads: '1',
    memory_limit: `${memoryMb}MB`,
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  let timer: NodeJS.Timeout | undefined;
  try {
    const reachable = options.files.flatMap((file) => [resolve(file), withoutGlobs(file)]);
    await connection.run(`SET allowed_paths = [${reachable.map(sqlText).join(', ')}]`);
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run('SET enable_progress_bar_print = false');
    await connection.run('SET enable_progress_bar = true');
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    options.signal?.throwIfAborted();
    options.signal?.addEventListener('abort', interrupt);
    const { onProgress } = options;
    if (onProgress) {
      let furthest = 0;
      timer = setInterval(() => {
        const share = connection.progress.percentage / 100;
        if (share <= furthest || share > 1) return;
        furthest = share;
        onProgress(share);
      }, progressEveryMs);
    }
    return await use({
      async run(sql) {
        options.signal?.throwIfAborted();
        return (await connection.run(sql)).rowsChanged;
      },
      async texts(sql) {
        options.signal?.throwIfAborted();
        const rows = (await connection.runAndReadAll(sql)).getRowsJS();
        return rows.map((row) => row.map((value) => (typeof value === 'string' ? value : null)));
      },
    });
  } finally {
    clearInterval(timer);
    options.signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
    if (spill !== '') await rm(spill, { recursive: true, force: true });
  }
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a quoted SQL identifier. It must not be empty. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as DuckDB's readers must be given it, so that `[`, `*` and `?` in it mean themselves. */
function withoutGlobs(path: string): string {
  return resolve(path).replaceAll(/[[*?]/gu, (sign) => `[${sign}]`);
}

/** `path` as the SQL literal for a reader such as read_parquet. */
export function sqlReadPath(path: string): string {
  return sqlText(withoutGlobs(path));
}

/** `path` as the SQL literal for COPY … TO. */
export function sqlWritePath(path: string): string {
  return sqlText(resolve(path));
}

/**
 * What an error of a statement that wrote `path` means, when writing is what went wrong (DuckDB has no error codes);
 * any other error stays as it is.
 */
export function duckdbWriteFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('IO Error')) return error;
  const { message } = error;
  if (/No space left|not enough space|quota exceeded/iu.test(message))
    return outputFailure(Object.assign(new Error(message), { code: 'ENOSPC' }), path);
  if (/Permission denied|Read-only file system/iu.test(message))
    return outputFailure(Object.assign(new Error(message), { code: 'EACCES' }), path);
  return error;
}

/** The reason in a DuckDB error: its first line, without paths and without its advice on configuration. */
export function duckdbReason(error: unknown, paths: readonly string[]): string {
  let reason = error instanceof Error ? error.message : String(error);
  for (const path of paths) {
    for (const form of [withoutGlobs(path), resolve(path)]) reason = reason.replaceAll(form, 'the file');
  }
  return (reason.split('\n')[0] ?? reason)
    .replace(/^[A-Za-z ]*Error: */u, '')
    .replaceAll('"the file"', 'the file')
    .replaceAll(/\p{Cc}/gu, '\u{fffd}');
}
