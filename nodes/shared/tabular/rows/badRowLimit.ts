import { TabularError } from '../failure';
import type { BadRow } from './position';

/**
 * Fails the file when it has more bad rows than the user allows. The reasons are counted, so that the error
 * can say when it is one change that broke them all (columns that drifted).
 */
export class BadRowLimit {
	private readonly reasons = new Map<string, { count: number; first: BadRow }>();

	constructor(
		private readonly limit: number,
		private count: number,
	) {}

	/** @throws TabularError `badRows` */
	add(rows: readonly BadRow[]): void {
		for (const row of rows) {
			this.count++;
			const known = this.reasons.get(row.reason);
			if (known !== undefined) known.count++;
			else if (this.reasons.size < 20) this.reasons.set(row.reason, { count: 1, first: row });
			if (this.count > this.limit) throw this.failure(row);
		}
	}

	private failure(last: BadRow): TabularError {
		const [reason, { count, first }] = [...this.reasons].sort(([, one], [, other]) => other.count - one.count)[0] ?? [
			last.reason,
			{ count: 1, first: last },
		];
		const drift = / instead of /.test(reason) && count > 1 ? ' The columns may have changed there.' : '';
		const allowed = this.limit === 0 ? 'none is allowed' : `${this.limit} are allowed`;
		return new TabularError(
			'badRows',
			`The file has ${this.count} bad ${this.count === 1 ? 'row' : 'rows'}, ${allowed}. Line ${first.line} ${reason}` +
				`${count > 1 ? `, and so do ${count - 1} more` : ''}.${drift}`,
		);
	}
}
