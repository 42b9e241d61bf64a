// npm run test:faults: every operation while each of its calls fails, in n8n's engine; and a real n8n while Batch, the network, a
// storage, the disk, the clock or n8n itself does. Then whether every row is accounted for, nothing came twice, and nothing was left
// open, left lying or given away.
// Needs openssl, for certificates. A disk that is full is mounted, by root or with sudo; where that is not allowed, it is left out.
// Arguments go to vitest: npm run test:faults -- -t "killed"
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

await runCommand(async () => await buildAndTest('faults'));
