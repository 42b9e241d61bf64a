// Writes a synthetic push export: node bench/tabular/generate.mjs FILE [MEGABYTES] [none|some|all]
// The header is invented (Batch publishes none); the events are those of its guide. 1024 MB are about 7 million rows.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const header = 'event_date;event_name;installation_id;custom_user_id;advertising_id;campaign_token;transactional_token;platform';
const events = ['push_sent', 'push_sent', 'push_sent', 'push_sent', 'push_opened', 'push_error', 'push_optin', 'push_optout', 'token_deleted'];
const ofDevices = new Set(['push_optin', 'push_optout', 'token_deleted']);
const rowsPerSecond = 81; // 7 million in a day

/**
 * @param file where to write
 * @param megabytes about how large
 * @param quoting which rows have their values in quotes: 'none', 'some' (every tenth) or 'all'
 * @returns how many rows were written
 */
export async function generate(file, megabytes, quoting) {
	const output = createWriteStream(file);
	const random = generator(20_261_121);
	const campaigns = Array.from({ length: 400 }, () => hexadecimal(random, 32));
	const bytesWanted = megabytes * 1_048_576;
	let text = `${header}\n`;
	let written = 0;
	let rows = 0;
	while (written + text.length < bytesWanted) {
		const quoted = quoting === 'all' || (quoting === 'some' && rows % 10 === 0);
		text += line(rows, random, campaigns, quoted);
		rows++;
		if (text.length > 1_048_576) {
			written += text.length;
			if (!output.write(text)) await once(output, 'drain');
			text = '';
		}
	}
	output.end(text);
	await once(output, 'close');
	return rows;
}

function line(row, random, campaigns, quoted) {
	const event = events[random() % events.length];
	const isMessage = !ofDevices.has(event);
	const isCampaign = isMessage && random() % 10 < 8;
	const values = [
		new Date(Date.UTC(2026, 10, 21) + Math.floor(row / rowsPerSecond) * 1000).toISOString().replace('.000', ''),
		event,
		uuid(random),
		random() % 4 === 0 ? '' : `user-${hexadecimal(random, 24)}`,
		random() % 10 === 0 ? '' : uuid(random),
		isCampaign ? campaigns[random() % campaigns.length] : '',
		isMessage && !isCampaign ? hexadecimal(random, 16) : '',
		random() % 2 === 0 ? 'ios' : 'android',
	];
	return `${(quoted ? values.map((value) => `"${value}"`) : values).join(';')}\n`;
}

/** xorshift: quick, and the same file every time. */
function generator(seed) {
	let state = seed;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}

function hexadecimal(random, length) {
	let text = '';
	while (text.length < length) text += random().toString(16).padStart(8, '0');
	return text.slice(0, length);
}

function uuid(random) {
	const digits = hexadecimal(random, 32);
	return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

if (process.argv[1] === import.meta.filename) {
	const [file, megabytes = '1024', quoting = 'some'] = process.argv.slice(2);
	if (file === undefined) throw new Error('Which file? node bench/tabular/generate.mjs FILE [MEGABYTES] [none|some|all]');
	process.stdout.write(`${await generate(file, Number(megabytes), quoting)} rows\n`);
}
