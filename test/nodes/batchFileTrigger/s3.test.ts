import { startS3 } from '../../servers/support/s3.ts';
import { describeTrigger } from './conformance/describeTrigger.ts';

describeTrigger('S3', startS3, { many: 1_000 });
