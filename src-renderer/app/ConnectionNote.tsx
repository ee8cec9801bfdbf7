import { useEffect, useState } from 'react';
import { announce } from '../state/announcer.ts';
import { connectBackend } from '../state/backend.ts';
import { useConnection } from '../state/connection.ts';
import { Button } from '../ui/Button.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Note } from '../ui/Note.tsx';

/** Says that the backend is away for as long as it is; what was on the screen stays. */
export function ConnectionNote() {
  const state = useConnection((connection) => connection.state);
  const away = state.kind === 'away';
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!away) return;
    announce('Foredeck’s backend does not answer', 'connection');
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => {
      clearInterval(timer);
      announce('The backend is back', 'connection');
    };
  }, [away]);
  if (state.kind !== 'away') return null;
  if (state.refused) {
    return (
      <Note level="warn">
        Foredeck was started anew and does not know this page any more. Open the console by the link that the
        new start printed; what you see here is from <Moment atMs={state.sinceMs} seconds />.
      </Note>
    );
  }
  const seconds = Math.ceil((state.retryAtMs - nowMs) / 1000);
  return (
    <Note
      level="warn"
      actions={
        <Button small onPress={() => connectBackend().connection.retryNow()}>
          Try now
        </Button>
      }
    >
      Foredeck’s backend has not answered since <Moment atMs={state.sinceMs} seconds />. What you see is from
      then; jobs that were running go on by themselves when it is back.{' '}
      {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.'}
    </Note>
  );
}
