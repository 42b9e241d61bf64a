// npm run test:faults: every operation in a real n8n, while Batch, the network, a storage or n8n itself fails; then whether every row
// is accounted for, nothing came twice, and nothing was left open, left lying or given away.
// Needs openssl, for certificates.
// Arguments go to vitest: npm run test:faults -- -t "killed"
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

await runCommand(async () => await buildAndTest('faults'));
