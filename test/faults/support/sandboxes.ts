import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Subject } from './operations.ts';

/** What takes Batch its time is done at once. */
export function prepare({ state }: Sandbox): void {
	Object.assign(state.indexing, { afterViews: 0 });
	Object.assign(state.privacyHandling, { afterViews: 0 });
	Object.assign(state.exporting, { stepMilliseconds: 1 });
}

/** Puts there what the rows are about. @returns how Batch names it */
export async function seeded({ seed }: Subject, sandbox: Sandbox, ids: readonly string[]): Promise<string[]> {
	return await Promise.all(
		ids.map(async (id) => {
			const known = await seed?.(sandbox, id);
			return typeof known === 'string' ? known : id;
		}),
	);
}
