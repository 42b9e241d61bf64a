import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startVsftpd } from './support/ftpServers.ts';

describeTrigger('FTPS, explicit, on vsftpd', async () => await startVsftpd('explicit'));
describeTrigger('FTPS, implicit, on vsftpd', async () => await startVsftpd('implicit'));
