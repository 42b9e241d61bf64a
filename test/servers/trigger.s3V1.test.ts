import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startS3 } from './support/s3.ts';

describeTrigger('S3 that lists without tokens', async () => await startS3(1), { many: 1_500 });
