import { describeStorage } from './support/conformance.ts';
import { startVsftpd } from './support/ftpServers.ts';

describeStorage('FTPS, explicit, on vsftpd', async () => await startVsftpd('explicit'));
describeStorage('FTPS, implicit, on vsftpd', async () => await startVsftpd('implicit'));
