// npm run sandbox: the Batch look-alike alone, to point a credential's API address at.
import { continueWithNode24, ensureDependencies } from './bootstrap.mjs';
import { runCommand } from './support/command.mjs';

await runCommand(async () => {
	await ensureDependencies();
	await continueWithNode24('test/sandbox/main.ts', process.argv.slice(2));
});
