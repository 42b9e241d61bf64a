import { describeStorage } from './support/conformance.ts';
import { startOpenSsh } from './support/openssh.ts';

describeStorage('SFTP on OpenSSH', startOpenSsh);
