import { describeTrigger } from '../nodes/batchFileTrigger/conformance/describeTrigger.ts';
import { startPython } from './support/python.ts';

describeTrigger('the web on python', startPython, { many: 300 });
