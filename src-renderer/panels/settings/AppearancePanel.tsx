import { densities, setSettings, themes, useSettings } from '../../state/settings.ts';
import { Check } from '../../ui/Check.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { SettingRow } from '../../ui/SettingRow.tsx';

const themeNames = { system: 'System', light: 'Light', dark: 'Dark' };
const densityNames = { compact: 'Compact', comfortable: 'Comfortable' };

export function AppearancePanel() {
  const { theme, density, singleKeys } = useSettings();
  return (
    <Panel title="Appearance">
      <SettingRow hint="The colours of the console.">
        {() => (
          <Segments
            label="Theme"
            value={theme}
            choices={themes.map((id) => ({ id, label: themeNames[id] }))}
            onChange={(next) => setSettings({ theme: next })}
          />
        )}
      </SettingRow>
      <SettingRow hint="The height of rows and controls.">
        {() => (
          <Segments
            label="Rows"
            value={density}
            choices={densities.map((id) => ({ id, label: densityNames[id] }))}
            onChange={(next) => setSettings({ density: next })}
          />
        )}
      </SettingRow>
      <SettingRow hint="Keys without Ctrl, such as ? for the list of shortcuts. Some input methods press them by accident.">
        {(hintId) => (
          <Check
            label="Single keys act"
            checked={singleKeys}
            describedBy={hintId}
            onChange={(next) => setSettings({ singleKeys: next })}
          />
        )}
      </SettingRow>
    </Panel>
  );
}
