import { Button, IconButton } from './Button.tsx';
import { copyText } from './clipboard.ts';
import { Icon } from './Icon.tsx';

/**
 * Puts what went wrong on the clipboard.
 * @param about named by the button, where several of them stand together
 * @param compact its picture alone, where a row has no room for the words
 */
export function CopyError({
  text,
  about,
  compact = false,
}: {
  text: string;
  about?: string | undefined;
  compact?: boolean;
}) {
  const label = about === undefined ? 'Copy error' : `Copy error about ${about}`;
  const onPress = () => void copyText(text);
  return compact ? (
    <IconButton label={label} onPress={onPress}>
      <Icon name="copy" />
    </IconButton>
  ) : (
    <Button small aria-label={label} onPress={onPress}>
      <Icon name="copy" />
      Copy error
    </Button>
  );
}
