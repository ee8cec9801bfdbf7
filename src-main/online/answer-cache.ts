import { hash } from 'node:crypto';
import type { LaneAnswer } from './messages.ts';
import type { Work } from './work.ts';

/** The whole of what a request asks, as text: equal texts get equal answers. */
export interface CacheKey {
  digest: string;
  text: string;
}

/** Answers to exact repeats, the one used last kept longest. Failures and rejected rows are never kept. */
export interface AnswerCache {
  readonly entries: number;
  readonly bytes: number;
  find(key: CacheKey): LaneAnswer | null;
  keep(key: CacheKey, answer: LaneAnswer, maxBytes: number): void;
  clear(): void;
}

interface Entry {
  text: string;
  answer: LaneAnswer;
  bytes: number;
}

/** What an entry takes beside its texts, about. */
const entryBytes = 300;
/** A text of Latin-1 characters alone takes half of it. */
const bytesPerCharacter = 2;

export function createAnswerCache(): AnswerCache {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function drop(digest: string, entry: Entry): void {
    entries.delete(digest);
    bytes -= entry.bytes;
  }

  return {
    get entries() {
      return entries.size;
    },
    get bytes() {
      return bytes;
    },
    find({ digest, text }) {
      const entry = entries.get(digest);
      // A digest says where to look; only the inputs themselves say that it is a repeat.
      if (entry?.text !== text) return null;
      entries.delete(digest);
      entries.set(digest, entry);
      return entry.answer;
    },
    keep({ digest, text }, answer, maxBytes) {
      if (!mayBeKept(answer)) return;
      const entry = { text, answer, bytes: entryBytes + bytesPerCharacter * text.length + sizeOf(answer) };
      if (entry.bytes > maxBytes) return;
      const before = entries.get(digest);
      if (before) drop(digest, before);
      entries.set(digest, entry);
      bytes += entry.bytes;
      for (const [oldest, old] of entries) {
        if (bytes <= maxBytes) break;
        drop(oldest, old);
      }
    },
    clear() {
      entries.clear();
      bytes = 0;
    },
  };
}

/** A larger request is not looked for: its digest alone would hold up everybody else. */
const longestKey = 1_000_000;

/** The key of what a request asks; null where that is too long. The bytes of tensors stand in it one character a byte. */
export function cacheKey(work: Work): CacheKey | null {
  if ('body' in work && work.body.length > longestKey) return null;
  const text = textOf(work);
  if (text.length > longestKey) return null;
  return { digest: hash('sha256', text, 'base64'), text };
}

function textOf(work: Work): string {
  switch (work.kind) {
    case 'predict':
      return `predict ${work.as} ${JSON.stringify(work.instances)}`;
    case 'infer': {
      const wanted = JSON.stringify([work.outputs, work.binaryOutputs]);
      const inputs = work.inputs.map(({ name, value: { type, dims, data } }) => {
        const values = Array.isArray(data) ? JSON.stringify(data) : latin1(data);
        return `${JSON.stringify(name)} ${type} ${dims.join()} ${values.length} ${values}`;
      });
      return `infer ${wanted} ${inputs.join(' ')}`;
    }
    default:
      return `${work.kind} ${work.headerLength} ${latin1(work.body)}`;
  }
}

function latin1(data: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
}

function mayBeKept(answer: LaneAnswer): boolean {
  return answer.kind === 'outputs' || answer.rejected === 0;
}

function sizeOf(answer: LaneAnswer): number {
  if (answer.kind === 'values') return bytesPerCharacter * JSON.stringify(answer.predictions).length;
  const binary =
    answer.kind === 'outputs' ? answer.binary.reduce((sum, part) => sum + part.byteLength, 0) : 0;
  const { json } = answer;
  return binary + (typeof json === 'string' ? bytesPerCharacter * json.length : json.byteLength);
}
