import { describeStorage } from './support/conformance.ts';
import { startGcs } from './support/gcs.ts';

describeStorage('Google Cloud Storage', startGcs);
