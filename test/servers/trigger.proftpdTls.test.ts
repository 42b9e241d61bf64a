import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startProftpd } from './support/ftpServers.ts';

describeTrigger('FTPS, explicit, on ProFTPD', async () => await startProftpd('explicit'));
describeTrigger('FTPS, implicit, on ProFTPD', async () => await startProftpd('implicit'));
