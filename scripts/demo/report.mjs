import { recipientsOf } from './arrivals.mjs';
import { table } from './table.mjs';

/**
 * @param {import('../../test/sandbox/state.ts').SandboxState} state
 * @returns {string} what Batch received, as tables
 */
export function describeReceived(state) {
	return [
		table(
			'Events Batch received',
			['user', 'event', 'attributes'],
			state.events.map(({ customId, name, attributes }) => [customId, name, describe(attributes)]),
		),
		table(
			'Profile attributes Batch holds',
			['user', 'attributes'],
			[...state.profiles].map(([customId, { attributes }]) => [customId, describe(attributes)]),
		),
		table(
			'Pushes Batch was asked for',
			['to', 'platform', 'title', 'body'],
			state.pushes.map((push) => [
				recipientsOf([push]).join(', '),
				push.platform ?? '',
				String(push.message.title ?? ''),
				String(push.message.body ?? ''),
			]),
		),
	].join('\n');
}

function describe(attributes) {
	return Object.entries(attributes)
		.map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
		.join(' ');
}
