// The same behaviour as test/servers, against servers that need no installation.
import { describeStorage } from '../../servers/support/conformance.ts';
import { startEmbeddedFtp } from '../../servers/support/embeddedFtp.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import { startEmbeddedWeb } from '../../servers/support/embeddedWeb.ts';
import { startGcs } from '../../servers/support/gcs.ts';

describeStorage('SFTP', async () => await startEmbeddedSftp(), { many: 1_200 });
describeStorage('FTP', async () => await startEmbeddedFtp('none'), { many: 300 });
describeStorage('FTPS, explicit', async () => await startEmbeddedFtp('explicit'), { many: 50, isProxied: false });
describeStorage('FTPS, implicit', async () => await startEmbeddedFtp('implicit'), { many: 50, isProxied: false });
describeStorage('Web', startEmbeddedWeb, { many: 1_200 });
describeStorage('Google Cloud Storage', startGcs, { many: 2_500 });
