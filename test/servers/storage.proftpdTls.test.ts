import { describeStorage } from './support/conformance.ts';
import { startProftpd } from './support/ftpServers.ts';

/** ProFTPD may reset the data connection before its reply is read: then nobody can tell why. */
const forbidden = ['permissionDenied', 'lost'] as const;

describeStorage('FTPS, explicit, on ProFTPD', async () => await startProftpd('explicit'), { forbidden });
describeStorage('FTPS, implicit, on ProFTPD', async () => await startProftpd('implicit'), { forbidden });
