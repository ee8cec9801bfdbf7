import { prepare } from './setup/prepare.mjs';
import { runChecks } from './check/steps.mjs';

await prepare({ build: false });

const startedAt = Date.now();
const results = await runChecks();
const failed = results.filter((result) => !result.ok);
const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
if (failed.length > 0) {
  console.log(
    `\n${failed.length} of ${results.length} checks failed (${failed.map((step) => step.name).join(', ')}), ${seconds} s`,
  );
  process.exitCode = 1;
} else {
  console.log(`All ${results.length} checks passed, ${seconds} s`);
}
