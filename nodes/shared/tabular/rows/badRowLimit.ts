import { TabularError } from '../failure';
import type { BadRow } from './position';

/**
 * Knows when a file has more bad rows than the user allows. The reasons are counted, so that the error can say when it is
 * one change that broke them all (columns that drifted).
 */
export class BadRowLimit {
	private readonly reasons = new Map<string, { count: number; first: BadRow }>();

	constructor(
		private readonly limit: number,
		private count: number,
	) {}

	/** How many more may come; none also when there are too many already. */
	get left(): number {
		return Math.max(0, this.limit - this.count);
	}

	add(rows: readonly BadRow[]): void {
		for (const row of rows) {
			this.count++;
			const known = this.reasons.get(row.reason);
			if (known !== undefined) known.count++;
			else if (this.reasons.size < 20) this.reasons.set(row.reason, { count: 1, first: row });
		}
	}

	/** Why the file fails with this row, which is one too many. */
	failure(excess: BadRow): TabularError {
		this.add([excess]);
		const [reason, { count, first }] = [...this.reasons].sort(([, one], [, other]) => other.count - one.count)[0] ?? [
			excess.reason,
			{ count: 1, first: excess },
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
