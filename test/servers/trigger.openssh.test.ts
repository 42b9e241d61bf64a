import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startOpenSsh } from './support/openssh.ts';

describeTrigger('SFTP on OpenSSH', startOpenSsh);
