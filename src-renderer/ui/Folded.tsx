import { useState } from 'react';
import { Button } from './Button.tsx';
import { cut } from './format/text.ts';

const shownChars = 240;

/** A text whose begin says what matters; a long one opens in full. */
export function Folded({ words }: { words: string }) {
  const [open, setOpen] = useState(false);
  if (words.length <= shownChars) return words;
  return (
    <>
      {open ? words : cut(words, shownChars)}{' '}
      <Button small kind="quiet" aria-expanded={open} onPress={() => setOpen(!open)}>
        {open ? 'Show less' : 'Show all of it'}
      </Button>
    </>
  );
}
