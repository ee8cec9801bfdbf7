import type { ModelCard } from '../../../src-main/contract/index.ts';
import { showExample } from '../../state/predict/form.ts';
import { Button } from '../../ui/Button.tsx';
import { Tip } from '../../ui/Tip.tsx';

/** Fills the form with what the card gives as an example; blocked where it gives none. */
export function ExampleButton({ card }: { card: ModelCard }) {
  const given = card.inputs.some(({ example }) => example !== null && example !== undefined);
  const button = (
    <Button small kind="quiet" blocked={!given} onPress={() => void showExample(card)}>
      Example
    </Button>
  );
  return given ? button : <Tip text="This model’s card gives no example">{button}</Tip>;
}
