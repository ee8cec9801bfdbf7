import { failureText } from '../../client/failure.ts';
import { closeServerTrouble, type ServerTrouble } from '../../state/server.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Note } from '../../ui/Note.tsx';

/** What was refused, beside the thing that was asked. */
export function TroubleNote({ trouble }: { trouble: ServerTrouble }) {
  return (
    <Note
      level="bad"
      actions={
        <>
          <Button small onPress={() => void copyText(failureText(trouble.failure))}>
            Copy
          </Button>
          <IconButton label="Close" onPress={closeServerTrouble}>
            <Icon name="close" />
          </IconButton>
        </>
      }
    >
      <b>{trouble.title}.</b> {trouble.failure.message}
    </Note>
  );
}
