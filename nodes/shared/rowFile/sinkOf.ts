import type { SinkMaker } from './sink';
import { batchesSink } from './batches';
import { rowsSink } from './rows';
import { summarySink } from './summary';

/** What an item of the trigger is. */
export type OutputMode = 'rows' | 'batches' | 'summary' | 'file';

/** Undefined for `file`, which reads nothing. */
export function sinkOf(mode: OutputMode, batchSize: number): SinkMaker | undefined {
	switch (mode) {
		case 'rows':
			return rowsSink;
		case 'batches':
			return batchesSink(batchSize);
		case 'summary':
			return summarySink;
		case 'file':
			return undefined;
	}
}
