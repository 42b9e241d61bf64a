// npm run test:e2e: the nodes in the editor of a real n8n, in a real browser, with the sandbox in place of Batch.
// Arguments go to vitest: npm run test:e2e -- -t "saved from the editor"
// E2E_SCREENSHOTS=folder keeps a picture of every screen on the way.
import { findChromium } from './support/chromium.mjs';
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

await runCommand(async () => {
	findChromium();
	await buildAndTest('e2e');
});
