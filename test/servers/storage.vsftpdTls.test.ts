import { describeStorage } from './support/conformance.ts';
import { startVsftpd } from './support/ftpServers.ts';

describeStorage('FTPS, explicit, on vsftpd', async () => await startVsftpd('explicit'), { many: 500 });
describeStorage('FTPS, implicit, on vsftpd', async () => await startVsftpd('implicit'), { many: 500 });
