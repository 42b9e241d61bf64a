import { describeTrigger } from '../nodes/batchFileTrigger/conformance.ts';
import { startProftpd } from './support/ftpServers.ts';

describeTrigger('FTPS on ProFTPD', async () => await startProftpd('explicit'));
