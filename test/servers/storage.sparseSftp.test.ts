import { describeStorage } from './support/conformance.ts';
import { startEmbeddedSftp } from './support/embeddedSftp.ts';

describeStorage('SFTP that lists bare names', async () => await startEmbeddedSftp({ listed: () => ({}) }), { many: 200 });
