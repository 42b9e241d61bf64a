// npm run demo: a real n8n, this package and a sandbox in place of Batch; events of Purchasely
// and of a paywall, and a file of customers go in, Batch's data comes out.
// npm run demo -- --exit ends after the check, with status 0 only if everything arrived as it should.
// npm run demo -- --slices takes the packages for one service each, which npm run slices makes, in place of this one; no file then.
import { continueWithNode24, ensureDependencies, ensureN8n } from './bootstrap.mjs';
import { runCommand } from './support/command.mjs';

await runCommand(async () => {
	await ensureDependencies();
	await ensureN8n();
	await continueWithNode24('scripts/demo/main.mjs', process.argv.slice(2));
});
