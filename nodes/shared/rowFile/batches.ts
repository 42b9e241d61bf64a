import type { INodeExecutionData } from 'n8n-workflow';

import { rowTyper, type TypedRow } from '../tabular/columns/typedRow';
import type { SinkMaker } from './sink';

/** Some rows an item: as many as `size`, fewer at the end of a run or a file. */
export function batchesSink(size: number): SinkMaker {
	return (format, mark) => {
		const typed = rowTyper(format);
		const items: INodeExecutionData[] = [];
		let batch: TypedRow[] = [];
		let first = 0;
		let last = 0;
		const close = () => {
			if (batch.length === 0) return;
			items.push({ json: { rows: batch, _file: { ...mark, row: first, lastRow: last } } });
			batch = [];
		};
		return {
			looksAt: 'rows',
			take({ rows, count, rowNumber, mayHaveBlanks }) {
				for (let index = 0; index < count; index++) {
					if (batch.length === 0) first = rowNumber(index);
					batch.push(typed(rows[index], mayHaveBlanks));
					if (batch.length < size && index < count - 1) continue;
					last = rowNumber(index);
					if (batch.length === size) close();
				}
			},
			items: () => {
				close();
				return items;
			},
			carried: () => undefined,
		};
	};
}
