import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startVsftpd } from './support/ftpServers.ts';

// Every file must be asked for: what 10,000 take is seen without TLS.
describeTrigger('FTPS, explicit, on vsftpd', async () => await startVsftpd('explicit'), { many: 300 });
describeTrigger('FTPS, implicit, on vsftpd', async () => await startVsftpd('implicit'), { many: 300 });
