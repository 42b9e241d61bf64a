// npm run slices: makes three packages of this one, each for one service, as n8n's verification wants them (n8n-ecosystem.md
// §1.2): complete repositories that build, test and publish by themselves. Then builds each, holds its sources and what was
// built against the rules of n8n's scan, and loads it as n8n does.
//   npm run slices -- FOLDER     where to; slices/ by default. Folders of the same names in it are replaced.
//   npm run slices -- --test     runs the tests of each, too
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureDependencies, ensureNode24, projectFolder } from './bootstrap.mjs';
import { runCommand } from './support/command.mjs';
import { checkSlice } from './slices/check.mjs';
import { slices } from './slices/definitions.mjs';

await runCommand(async () => {
	const node = await ensureNode24();
	await ensureDependencies();
	// It reads imports with TypeScript, which is there from here on only.
	const { writeSlice } = await import('./slices/write.mjs');
	const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
	const destination = resolve(folders[0] ?? join(projectFolder, 'slices'));
	mkdirSync(destination, { recursive: true });
	for (const slice of slices) {
		const folder = join(destination, slice.name);
		const { sources, tests } = writeSlice(slice, folder);
		process.stdout.write(`\n── ${slice.name}: ${sources} sources, ${tests} files of tests → ${folder}\n`);
		await checkSlice(node, folder, { runsTests: process.argv.includes('--test') });
	}
});
