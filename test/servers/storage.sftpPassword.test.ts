import { describeStorage } from './support/conformance.ts';
import { startProftpdSftp } from './support/ftpServers.ts';

describeStorage('SFTP with a password on ProFTPD', startProftpdSftp);
