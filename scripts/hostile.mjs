// npm run test:hostile: servers, pages, files and callers that mean harm, against the built nodes in a process of their own.
// Measures for each the longest pause of the event loop, the memory and the time until it ends in words.
// Arguments go to vitest: npm run test:hostile -- test/hostile/batch.test.ts
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

await runCommand(async () => await buildAndTest('hostile'));
