import { describeTrigger } from '../nodes/batchFileTrigger/conformance.ts';
import { startNginx } from './support/nginx.ts';

// Its listing rounds, so that each file must be asked for once.
describeTrigger('the web on nginx', async () => await startNginx('html'), { many: 300 });
