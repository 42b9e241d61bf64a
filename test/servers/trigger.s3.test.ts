import { describeTrigger } from '../nodes/batchFileTrigger/conformance.ts';
import { startS3 } from './support/s3.ts';

describeTrigger('S3', startS3);
