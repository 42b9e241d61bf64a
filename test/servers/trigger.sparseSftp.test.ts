import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startEmbeddedSftp } from './support/embeddedSftp.ts';

describeTrigger('SFTP that lists bare names', async () => await startEmbeddedSftp({ listed: () => ({}) }), { many: 200 });
