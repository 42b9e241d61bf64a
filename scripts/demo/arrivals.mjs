/**
 * Compares what Purchasely sent with what Batch received.
 *
 * @param {import('../../test/sandbox/state.ts').SandboxState} state
 * @param {Array<Record<string, unknown>>} sent the genuine events
 * @returns {string[]} what has not arrived yet, one sentence each
 */
export function findMissing(state, sent) {
	const missing = [];
	for (const { user_id: reader, event_name: name } of sent) {
		if (receivedFor(state, reader, name).length === 0) missing.push(`Batch has no event for ${name} of ${reader}`);
	}
	for (const reader of readersOf(sent)) {
		if (Object.keys(state.profiles.get(reader)?.attributes ?? {}).length === 0) {
			missing.push(`Batch has no profile attributes of ${reader}`);
		}
	}
	if (state.pushes.length === 0) missing.push('Batch was asked for no push');
	return missing;
}

/**
 * @param {import('../../test/sandbox/state.ts').SandboxState} state
 * @param {Array<Record<string, unknown>>} sent the genuine events
 * @param {string[]} others whom something else was sent of
 * @returns {string[]} what should not have arrived (twice, or at all), one sentence each
 */
export function findSurplus(state, sent, others) {
	const surplus = [];
	for (const { user_id: reader, event_name: name } of sent) {
		const { length } = receivedFor(state, reader, name);
		if (length > 1) surplus.push(`Batch received ${name} of ${reader} ${length} times`);
	}
	const readers = new Set([...readersOf(sent), ...others]);
	const reached = [...state.profiles.keys(), ...state.events.map(({ customId }) => customId), ...recipientsOf(state.pushes)];
	for (const stranger of new Set(reached.filter((reader) => !readers.has(reader)))) {
		surplus.push(`Batch received data of ${stranger}, whom only a forged event names`);
	}
	return surplus;
}

/**
 * @param {import('../../test/sandbox/state.ts').Push[]} pushes
 * @returns {string[]} the custom user IDs they address
 */
export function recipientsOf(pushes) {
	return pushes.flatMap(({ recipients }) => recipients.custom_ids ?? []);
}

/** The workflow is free to prefix Purchasely's names and writes them in lower case, as Batch asks for. */
function receivedFor(state, reader, name) {
	return state.events.filter(
		(event) => event.customId === reader && event.name.toLowerCase().endsWith(String(name).toLowerCase()),
	);
}

function readersOf(sent) {
	return [...new Set(sent.map(({ user_id: reader }) => String(reader)))];
}
