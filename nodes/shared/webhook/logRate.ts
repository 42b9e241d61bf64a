import { nodeMemory } from './nodeMemory';

const quietMilliseconds = 60_000;

/** Of a flood of calls, one line of the log each is a second flood: of each kind, one line a minute. */
export class LogRate {
	private readonly kinds = new Map<number, { since: number; leftOut: number }>();

	/**
	 * Whether to say something of a kind now.
	 * @returns undefined: no; otherwise how many lines of that kind were left out since the last one
	 */
	leftOutSince(kind: number, now: number): number | undefined {
		const known = this.kinds.get(kind);
		if (known !== undefined && Math.abs(now - known.since) < quietMilliseconds) {
			known.leftOut++;
			return undefined;
		}
		this.kinds.set(kind, { since: now, leftOut: 0 });
		return known?.leftOut ?? 0;
	}
}

export const logRateOfNode = nodeMemory(() => new LogRate());
