import { desktopObstacle, electronProgram } from './setup/desktop.mjs';
import { become } from './setup/child.mjs';
import { goWhereTyped, root } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';
import { runCommandLine } from './setup/program.mjs';
import { say } from './setup/say.mjs';

await prepare({ build: true });
goWhereTyped('start');

const args = process.argv.slice(2);
let obstacle = desktopObstacle({
  platform: process.platform,
  env: process.env,
  userId: process.getuid?.(),
});
const electron = obstacle ? undefined : await electronProgram();
if (!obstacle && !electron) obstacle = 'its runtime (Electron) is not here and could not be downloaded';

if (electron) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  await become(electron, [root, ...args], { env });
} else {
  say(`No desktop window here: ${obstacle}. The console opens in the browser instead.`);
  await runCommandLine(['serve', '--console', ...args]);
}
