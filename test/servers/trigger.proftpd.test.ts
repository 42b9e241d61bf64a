import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startProftpd } from './support/ftpServers.ts';

describeTrigger('FTP on ProFTPD', async () => await startProftpd('none'));
