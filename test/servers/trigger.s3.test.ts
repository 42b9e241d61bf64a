import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startS3 } from './support/s3.ts';

describeTrigger('S3', startS3);
