import { describeStorage } from './support/conformance.ts';
import { startVsftpd } from './support/ftpServers.ts';

describeStorage('FTP on vsftpd', async () => await startVsftpd('none'));
