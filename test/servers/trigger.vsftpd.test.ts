import { describeTrigger } from '../nodes/batchFileTrigger/conformance.ts';
import { startVsftpd } from './support/ftpServers.ts';

// Its listing rounds, so that each file must be asked for once.
describeTrigger('FTP on vsftpd', async () => await startVsftpd('none'), { many: 300 });
