import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startGcs } from './support/gcs.ts';

describeTrigger('Google Cloud Storage', startGcs);
