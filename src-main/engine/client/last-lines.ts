export interface LastLines {
  add(text: string): void;
  read(): string[];
}

/** Keeps the end of a text stream as lines, within bounds whatever is written. */
export function keepLastLines({ lines = 12, lineCharacters = 400 } = {}): LastLines {
  const kept: string[] = [];
  let partial = '';
  return {
    add(text) {
      const parts = (partial + text).split(/\r?\n/u);
      partial = (parts.pop() ?? '').slice(0, lineCharacters);
      for (const part of parts) if (part.trim() !== '') kept.push(part.slice(0, lineCharacters));
      kept.splice(0, kept.length - lines);
    },
    read: () => (partial.trim() === '' ? [...kept] : [...kept, partial]),
  };
}
