// npm run test:chaos: whatever fields, calls, signatures, files and their names may hold, against the built nodes. Other cases
// every time, for two minutes.
//   CHAOS_SECONDS=600 npm run test:chaos    for so long
//   CHAOS_SEED=42 npm run test:chaos        the cases of an earlier run, whose seed it has printed
//   CHAOS_ONLY='catalog'                    operations whose name it matches
// Arguments go to vitest: npm run test:chaos -- test/chaos/files.test.ts
import { randomInt } from 'node:crypto';
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

const seed = process.env.CHAOS_SEED ?? String(randomInt(2 ** 31));
const seconds = process.env.CHAOS_SECONDS ?? '120';

await runCommand(async () => {
	process.stdout.write(`Chaos for ${seconds} s. To run the same again: CHAOS_SEED=${seed} CHAOS_SECONDS=${seconds} npm run test:chaos\n`);
	await buildAndTest('chaos', { CHAOS_SEED: seed, CHAOS_SECONDS: seconds });
	if (process.exitCode !== 0) process.stderr.write(`\n✗ The seed was ${seed}.\n`);
});
