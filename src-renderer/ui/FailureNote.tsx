import type { ReactNode } from 'react';
import type { Failure } from '../../src-main/contract/index.ts';
import { Button, IconButton } from './Button.tsx';
import { CopyError } from './CopyError.tsx';
import { failureText } from './format/failure.ts';
import { Icon } from './Icon.tsx';
import { Note } from './Note.tsx';

/** A failure beside the thing it is about: what was not done and why, to copy, to try again, to close. */
export function FailureNote({
  failure,
  what,
  about,
  level = 'bad',
  onRetry,
  onClose,
  children,
}: {
  failure: Failure;
  /** What was not done, without a full stop. It is copied too. */
  what?: string;
  /** The thing's name for the buttons, where several notes stand together. */
  about?: string;
  level?: 'warn' | 'bad';
  onRetry?: (() => void) | null;
  onClose?: () => void;
  /** Said in place of what was not done and the failure's message. */
  children?: ReactNode;
}) {
  const copied = failureText(failure);
  return (
    <Note
      level={level}
      actions={
        <>
          <CopyError text={what === undefined ? copied : `${what}.\n${copied}`} about={about} />
          {onRetry ? (
            <Button small onPress={onRetry}>
              Try again
            </Button>
          ) : null}
          {onClose ? (
            <IconButton
              label={about === undefined ? 'Close' : `Close what is said about ${about}`}
              onPress={onClose}
            >
              <Icon name="close" />
            </IconButton>
          ) : null}
        </>
      }
    >
      {children ?? (what === undefined ? failure.message : `${what}: ${failure.message}`)}
    </Note>
  );
}
