import { useRef, useState } from 'react';
import { Popover } from 'react-aria-components';
import type { Token } from '../../../src-main/contract/index.ts';
import { renameToken, revokeToken } from '../../state/server.ts';
import { tokenNameFault } from '../../state/serverWords.ts';
import { Button } from '../../ui/Button.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import { ValueForm } from '../../ui/ValueForm.tsx';
import form from '../../ui/ValueForm.module.css';
import styles from './TokenTable.module.css';

const columns = [
  { header: 'Program' },
  { header: 'Ends in' },
  { header: 'Made', far: true },
  { header: 'Last used' },
  { header: 'Change' },
];

export function TokenTable({ tokens }: { tokens: readonly Token[] }) {
  return (
    <SimpleTable label="Tokens" columns={columns}>
      {tokens.map((token) => (
        <tr key={token.id}>
          <td className={`${cell.trunc} ${cell.grow}`} title={token.name}>
            {token.name}
          </td>
          <td className={text.mono}>…{token.ending}</td>
          <td className={cell.far}>
            <Moment atMs={token.createdAtMs} />
          </td>
          <td>{token.lastUsedAtMs === null ? 'never' : <Moment atMs={token.lastUsedAtMs} />}</td>
          <td>
            <span className={styles.actions}>
              <Rename
                token={token}
                taken={tokens.flatMap(({ id, name }) => (id === token.id ? [] : [name]))}
              />
              <Button small aria-label={`Revoke ${token.name}`} onPress={() => void revokeToken(token)}>
                Revoke
              </Button>
            </span>
          </td>
        </tr>
      ))}
    </SimpleTable>
  );
}

function Rename({ token, taken }: { token: Token; taken: readonly string[] }) {
  const place = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <span ref={place}>
      <Button small aria-label={`Rename ${token.name}`} onPress={() => setOpen(true)}>
        Rename…
      </Button>
      <Popover
        className={form.popover ?? ''}
        triggerRef={place}
        trigger="DialogTrigger"
        aria-label={`Another name for ${token.name}`}
        isOpen={open}
        onOpenChange={setOpen}
        placement="bottom end"
        offset={2}
      >
        <ValueForm
          label="Used by"
          initial={token.name}
          faultOf={(name) => tokenNameFault(name, taken)}
          onDone={(name) => {
            setOpen(false);
            if (name !== null && name.trim() !== token.name) void renameToken(token, name.trim());
          }}
        />
      </Popover>
    </span>
  );
}
