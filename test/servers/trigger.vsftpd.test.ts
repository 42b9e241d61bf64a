import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startVsftpd } from './support/ftpServers.ts';

describeTrigger('FTP on vsftpd', async () => await startVsftpd('none'));
